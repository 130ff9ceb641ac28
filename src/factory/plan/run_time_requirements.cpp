#include "factory/plan/run_time_requirements.hpp"

#include <utility>

namespace spoke::factory {

Result<std::vector<python::Requirement>> run_time_requirements(
    const python::CoreMetadata& metadata) {
    std::vector<python::Requirement> needed;
    for (const auto& line : metadata.requires_dist) {
        if (!line.parsed || line.parsed->url) continue;
        auto requirement = *line.parsed;
        if (requirement.marker) {
            SPOKE_TRY(const bool holds,
                      requirement.marker->evaluate(python::debian12_environment()));
            if (!holds) continue;
            requirement.marker.reset();
        }
        needed.push_back(std::move(requirement));
    }
    return needed;
}

}  // namespace spoke::factory
