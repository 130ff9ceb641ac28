#include "factory/plan/version_variables.hpp"

#include <algorithm>
#include <set>

namespace spoke::factory {
namespace {

/// `setuptools-scm` → `SETUPTOOLS_SCM_PRETEND_VERSION_FOR_…`: upper case, `_` between words.
std::string variable_part(const python::ProjectName& project) {
    std::string text = project.normalized();
    for (char& c : text) {
        if (c == '-') c = '_';
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

}  // namespace

std::map<std::string, std::string> version_variables(
    const std::vector<python::Requirement>& requirements, const python::ProjectName& project,
    const std::string& version) {
    std::set<std::string> names;
    for (const auto& requirement : requirements) names.insert(requirement.name.normalized());
    std::map<std::string, std::string> variables;
    if (names.contains("setuptools-scm") || names.contains("flit-scm") ||
        names.contains("scikit-build-core") || names.contains("vcs-versioning"))
        variables["SETUPTOOLS_SCM_PRETEND_VERSION_FOR_" + variable_part(project)] = version;
    // hatch-vcs does not hand its project's name on, so that only the general one is heard.
    if (names.contains("hatch-vcs")) variables["SETUPTOOLS_SCM_PRETEND_VERSION"] = version;
    if (names.contains("pdm-backend") || names.contains("pdm-pep517"))
        variables["PDM_BUILD_SCM_VERSION"] = version;
    if (names.contains("pbr")) variables["PBR_VERSION"] = version;
    if (names.contains("poetry-dynamic-versioning"))
        variables["POETRY_DYNAMIC_VERSIONING_BYPASS"] = version;
    return variables;
}

}  // namespace spoke::factory
