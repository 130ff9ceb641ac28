#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "base/time.hpp"
#include "provenance/trust.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// A wheel that is not installed: its manifest, every member against it, and its file name against
/// the manifest's (V6). An archive that is not a good wheel is an error.
Result<Item> verify_wheel(const std::filesystem::path& path, const provenance::TrustFile* trust,
                          base::Moment now);

}  // namespace spoke::verify
