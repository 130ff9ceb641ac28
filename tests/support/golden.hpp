#pragma once

#include <string>
#include <string_view>

namespace spoke::tests {

/// Compares with tests/golden/<path>; SPOKE_ACCEPT=1 writes it anew instead. `source` is
/// SPOKE_SOURCE_DIR, which unit tests have.
void expect_golden(std::string_view source, std::string_view path, const std::string& text);
/// The text of tests/golden/<path>.
std::string load_golden(std::string_view source, std::string_view path);

}  // namespace spoke::tests
