#pragma once

#include <filesystem>
#include <optional>

#include "base/result.hpp"
#include "base/time.hpp"
#include "verify/bytecode.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

struct Options {
    std::optional<std::filesystem::path> trust;  ///< a signed trust file; none verifies nothing
    BytecodePolicy bytecode = BytecodePolicy::report;
    base::Moment now{};
};

/// Judges a virtual environment, a folder of installed distributions, or a wheel: offline, and
/// without running anything of it. An error means that the artifact could not be looked at at all.
Result<Report> verify_path(const std::filesystem::path& path, const Options& options);

}  // namespace spoke::verify
