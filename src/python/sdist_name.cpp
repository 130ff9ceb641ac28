#include "python/sdist_name.hpp"

#include <utility>

#include "base/encoding.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

std::unexpected<Error> refuse(std::string_view text, const std::string& why) {
    return fail(ErrorCode::invalid, "sdist file name '" + base::printable(text, 120) + "': " + why);
}

struct Split {
    ProjectName project;
    Version version;
};

Result<Split> split_at(std::string_view stem, std::size_t hyphen) {
    SPOKE_TRY(auto project, ProjectName::parse(stem.substr(0, hyphen)));
    SPOKE_TRY(auto version, Version::parse(stem.substr(hyphen + 1)));
    return Split{std::move(project), std::move(version)};
}

/// The last hyphen where the name before it is the expected one.
std::optional<Split> find_split(std::string_view stem, const ProjectName& expected) {
    for (std::size_t hyphen = stem.rfind('-'); hyphen != std::string_view::npos && hyphen > 0;
         hyphen = stem.rfind('-', hyphen - 1)) {
        auto split = split_at(stem, hyphen);
        if (split && split->project == expected) return *std::move(split);
    }
    return std::nullopt;
}

}  // namespace

Result<SdistName> SdistName::parse(std::string_view text,
                                   const std::optional<ProjectName>& expected) {
    if (text.size() > k_max_bytes) return refuse(text, "too long");
    if (!is_printable_ascii(text)) return refuse(text, "not printable ASCII");
    const bool is_zip = text.ends_with(".zip");
    if (!is_zip && !text.ends_with(".tar.gz"))
        return refuse(text, "it ends neither in .tar.gz nor in .zip");
    const auto stem =
        text.substr(0, text.size() - std::string_view(is_zip ? ".zip" : ".tar.gz").size());
    const auto format = is_zip ? SdistFormat::zip : SdistFormat::tar_gz;
    if (expected) {
        auto split = find_split(stem, *expected);
        if (!split)
            return refuse(text,
                          "it is not 'name-version' of project '" + expected->normalized() + "'");
        return SdistName(std::string(text), std::move(split->project), std::move(split->version),
                         format);
    }
    const std::size_t hyphen = stem.rfind('-');
    if (hyphen == std::string_view::npos) return refuse(text, "no hyphen before a version");
    auto split = split_at(stem, hyphen);
    if (!split) return refuse(text, split.error().message);
    return SdistName(std::string(text), std::move(split->project), std::move(split->version),
                     format);
}

SdistName SdistName::make(ProjectName project, Version version) {
    std::string text = project.file_part() + "-" + version.text() + ".tar.gz";
    return {std::move(text), std::move(project), std::move(version), SdistFormat::tar_gz};
}

}  // namespace spoke::python
