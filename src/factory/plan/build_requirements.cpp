#include "factory/plan/build_requirements.hpp"

#include "base/encoding.hpp"

namespace spoke::factory {

using catalog::FailureClass;

Staged<std::vector<python::Requirement>> parse_build_requirements(
    const std::vector<std::string>& texts, std::string_view whose) {
    if (texts.size() > k_max_build_requirements)
        return stop(FailureClass::refused_source,
                    std::string(whose) + " names more than 500 build requirements.");
    std::vector<python::Requirement> requirements;
    for (const auto& text : texts) {
        const auto named = std::string(whose) + " names the build requirement \"" +
                           base::printable(text, 120) + "\"";
        auto parsed = python::Requirement::parse(text);
        if (!parsed)
            return stop(FailureClass::refused_source,
                        named + ", which is not in the form of PEP 508: " + parsed.error().message);
        if (parsed->url)
            return stop(FailureClass::refused_source,
                        named +
                            ", a direct reference. Builds take requirements by name from "
                            "rebuilt wheels only; it needs a patch that names a version.");
        if (parsed->marker) {
            auto holds = parsed->marker->evaluate(python::debian12_environment());
            if (!holds)
                return stop(FailureClass::refused_source,
                            named + ", whose marker has no meaning: " + holds.error().message);
            if (!*holds) continue;
        }
        parsed->marker.reset();
        requirements.push_back(std::move(*parsed));
    }
    return requirements;
}

}  // namespace spoke::factory
