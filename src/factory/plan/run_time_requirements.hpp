#pragma once

#include <vector>

#include "base/result.hpp"
#include "python/metadata.hpp"
#include "python/requirement.hpp"

namespace spoke::factory {

/// The requirements of a wheel on the builder's own platform, no extra asked for: markers judged
/// and dropped. Direct references and texts that PEP 508 does not know are left out: an index can't
/// serve them.
Result<std::vector<python::Requirement>> run_time_requirements(
    const python::CoreMetadata& metadata);

}  // namespace spoke::factory
