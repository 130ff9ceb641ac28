#include "base/encoding.hpp"
#include "provenance/verifier.hpp"
#include "python/project_name.hpp"
#include "python/version.hpp"
#include "python/wheel_name.hpp"

namespace spoke::provenance {
namespace {

constexpr std::string_view k_suffix = ".dist-info";

Finding name_finding(std::string where, std::string text) {
    return {Severity::error, "wrong_name", std::move(where), std::move(text),
            "the package may have been relabelled: reinstall it"};
}

std::string shown(std::string_view text) {
    return "\"" + base::printable(text, 200) + "\"";
}

bool is_project(std::string_view text, const std::string& normalized) {
    const auto project = python::ProjectName::parse(text);
    return project && project->normalized() == normalized;
}

bool is_version(std::string_view text, const std::string& normalized) {
    const auto version = python::Version::parse(text);
    const auto wanted = python::Version::parse(normalized);
    return version && wanted && *version == *wanted;
}

bool is_folder_of(const Manifest& manifest) {
    const std::string_view folder = manifest.dist_info;
    if (!folder.ends_with(k_suffix)) return false;
    const auto stem = folder.substr(0, folder.size() - k_suffix.size());
    const auto dash = stem.find('-');
    return dash != std::string_view::npos && is_project(stem.substr(0, dash), manifest.project) &&
           is_version(stem.substr(dash + 1), manifest.version);
}

bool is_wheel_of(const Manifest& manifest) {
    const auto wheel = python::WheelName::parse(manifest.wheel, python::Strictness::tolerant);
    if (!wheel || !is_project(wheel->project().written(), manifest.project)) return false;
    if (!is_version(wheel->version().text(), manifest.version)) return false;
    const auto build = wheel->build() ? wheel->build()->text() : std::string();
    return build == manifest.build_number;
}

}  // namespace

Findings check_manifest_names(const Manifest& manifest) {
    Findings findings;
    if (!is_folder_of(manifest))
        findings.push_back(name_finding("manifest", "its folder " + shown(manifest.dist_info) +
                                                        " is not that of " + manifest.purl()));
    if (!is_wheel_of(manifest))
        findings.push_back(name_finding("manifest", "its wheel " + shown(manifest.wheel) +
                                                        " is not build \"" +
                                                        base::printable(manifest.build_number, 40) +
                                                        "\" of " + manifest.purl()));
    return findings;
}

Findings check_manifest_place(const Manifest& manifest, const ManifestPlace& place) {
    Findings findings;
    if (!place.dist_info.empty() && place.dist_info != manifest.dist_info)
        findings.push_back(
            name_finding(place.dist_info, "the manifest in " + shown(place.dist_info) +
                                              " is that of " + shown(manifest.dist_info)));
    if (!place.metadata_name.empty() && !is_project(place.metadata_name, manifest.project))
        findings.push_back(
            name_finding("METADATA", "METADATA names the project " + shown(place.metadata_name) +
                                         ", the manifest " + shown(manifest.project)));
    if (!place.metadata_version.empty() && !is_version(place.metadata_version, manifest.version))
        findings.push_back(
            name_finding("METADATA", "METADATA names the version " + shown(place.metadata_version) +
                                         ", the manifest " + shown(manifest.version)));
    if (!place.wheel.empty() && place.wheel != manifest.wheel)
        findings.push_back(name_finding(
            place.wheel, "the manifest is that of the wheel " + shown(manifest.wheel)));
    return findings;
}

}  // namespace spoke::provenance
