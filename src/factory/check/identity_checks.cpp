#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"

namespace spoke::factory {
namespace {

struct FolderName {
    python::ProjectName project;
    python::Version version;
};

/// `name-version.dist-info`; hyphens inside both are written `_`.
std::optional<FolderName> parse_dist_info(std::string_view folder) {
    folder.remove_suffix(std::string_view(".dist-info").size());
    const auto hyphen = folder.rfind('-');
    if (hyphen == std::string_view::npos) return std::nullopt;
    auto project = python::ProjectName::parse(folder.substr(0, hyphen));
    std::string text(folder.substr(hyphen + 1));
    std::ranges::replace(text, '_', '-');
    auto version = python::Version::parse(text);
    if (!project || !version) return std::nullopt;
    return FolderName{std::move(*project), std::move(*version)};
}

void compare_folder(const CheckInput& input, Verdict& verdict) {
    const auto& wheel = input.wheel;
    const auto folder = parse_dist_info(wheel.dist_info);
    if (!folder)
        verdict.fail(
            "name-mismatch",
            fmt::format("the folder {} does not name a project and a version", wheel.dist_info));
    else if (folder->project != wheel.name.project() || folder->version != wheel.name.version())
        verdict.fail("name-mismatch", fmt::format("the folder {} does not fit the file name {}",
                                                  wheel.dist_info, wheel.name.text()));
}

void compare_metadata(const CheckInput& input, Verdict& verdict) {
    const auto& metadata = input.wheel.metadata;
    if (!metadata.name)
        verdict.fail("name-mismatch", "METADATA has no valid Name");
    else if (*metadata.name != input.wheel.name.project())
        verdict.fail("name-mismatch",
                     fmt::format("METADATA says {}, the file name {}", metadata.name->written(),
                                 input.wheel.name.project().normalized()));
    if (!metadata.version)
        verdict.fail("version-drift",
                     fmt::format("METADATA has no valid Version, but '{}'", metadata.version_text));
    else if (*metadata.version != input.wheel.name.version())
        verdict.fail("version-drift",
                     fmt::format("METADATA says version {}, the file name {}",
                                 metadata.version->text(), input.wheel.name.version().text()));
}

}  // namespace

Check check_identity(const CheckInput& input) {
    Verdict verdict("W01");
    const auto& wheel = input.wheel;
    if (input.built_wheels != 1)
        verdict.fail("unsafe-output",
                     fmt::format("the build left {} wheels; one is asked for", input.built_wheels));
    if (wheel.name.project() != input.project)
        verdict.fail("name-mismatch",
                     fmt::format("the wheel is of {}; {} was asked for",
                                 wheel.name.project().normalized(), input.project.normalized()));
    compare_folder(input, verdict);
    compare_metadata(input, verdict);
    if (wheel.wheel.expanded_tags() != wheel.name.tags())
        verdict.fail("unsafe-output",
                     fmt::format("the tags in WHEEL are not those of the file name ({})",
                                 wheel.name.tag_text()));
    const auto build = wheel.name.build() ? wheel.name.build()->text() : std::string();
    if (wheel.wheel.build != build)
        verdict.fail("unsafe-output",
                     fmt::format("WHEEL has the build tag '{}', the file name '{}'",
                                 wheel.wheel.build, build));
    return std::move(verdict).finish();
}

Check check_version(const CheckInput& input) {
    Verdict verdict("W02");
    const auto& metadata = input.wheel.metadata;
    const auto& found = metadata.version ? *metadata.version : input.wheel.name.version();
    if (found != input.version)
        verdict.fail("version-drift", fmt::format("the build made version {}, not {}", found.text(),
                                                  input.version.text()));
    return std::move(verdict).finish();
}

}  // namespace spoke::factory
