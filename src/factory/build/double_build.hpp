#pragma once

#include <cstddef>
#include <optional>

#include "archive/tar_stream.hpp"
#include "factory/build/run_job.hpp"
#include "factory/plan/plan.hpp"
#include "factory/staged.hpp"

namespace spoke::factory {

/// What one build left: sealed bytes, nothing else of it exists any more (threats.md F10).
struct BuiltFiles {
    archive::TarMember wheel;
    std::size_t wheels = 0;  ///< how many it left; W01 wants one
    std::optional<archive::TarMember> sdist;
};

struct BuiltPair {
    BuiltFiles first;
    BuiltFiles second;
};

/// Builds twice from the source's digest, in two sandboxes that differ in the number of CPUs and in
/// the hash seed (W13). Inside, the path is the same; outside there is none that could shine
/// through.
Staged<BuiltPair> build_twice(const Plan& plan, const Source& source, Workshop& workshop);

}  // namespace spoke::factory
