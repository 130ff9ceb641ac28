#include "support/golden.hpp"

#include "base/file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace spoke::tests {

namespace {

std::filesystem::path golden_path(std::string_view source, std::string_view path) {
    return std::filesystem::path(source) / "tests" / "golden" / path;
}

}  // namespace

std::string load_golden(std::string_view source, std::string_view path) {
    auto text = base::read_file(golden_path(source, path), 64U << 20U);
    EXPECT_TRUE(text) << path << " is missing; SPOKE_ACCEPT=1 writes it";
    return text ? *text : std::string();
}

void expect_golden(std::string_view source, std::string_view path, const std::string& text) {
    if (std::getenv("SPOKE_ACCEPT") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
        std::filesystem::create_directories(golden_path(source, path).parent_path());
        ASSERT_TRUE(base::write_file_atomically(golden_path(source, path), text));
        return;
    }
    EXPECT_EQ(load_golden(source, path), text) << path;
}

}  // namespace spoke::tests
