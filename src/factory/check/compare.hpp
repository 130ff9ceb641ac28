#pragma once

#include <string>
#include <vector>

#include "factory/check/checks.hpp"
#include "factory/check/report.hpp"
#include "factory/check/source_facts.hpp"
#include "factory/check/wheel_content.hpp"

namespace spoke::factory {

/// Ours against upstream's. `source` may be null; then `unsourced` stays empty.
Comparison compare_wheels(const WheelContent& ours, const WheelContent& upstream,
                          const std::vector<Explanation>& explanations, const SourceFacts* source);

/// The differences of METADATA in what resolvers read (W03): Requires-Dist as a canonical set,
/// Requires-Python, Provides-Extra normalized, Dynamic. One line each; empty when equal.
std::vector<std::string> resolver_differences(const python::CoreMetadata& ours,
                                              const python::CoreMetadata& upstream);

}  // namespace spoke::factory
