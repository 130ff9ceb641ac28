#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "python/number.hpp"
#include "python/project_name.hpp"
#include "python/tag.hpp"
#include "python/version.hpp"

namespace spoke::python {

/// PEP 427: starts with a digit; sorts by the number, then by the rest. A missing one sorts before
/// all, as std::optional does.
struct BuildTag {
    static Result<BuildTag> parse(std::string_view text);

    Number number;
    std::string rest;

    std::string text() const { return std::string(number.text()) + rest; }
    bool operator==(const BuildTag&) const = default;
    std::strong_ordering operator<=>(const BuildTag& other) const;
};

enum class Strictness {
    tolerant,  ///< reading: what `packaging` accepts, capitals and `.` in the name part among it
    strict,    ///< writing: name, version and tags must be in normalized form
};

/// `name-version(-build)?-python-abi-platform.whl`
class WheelName {
public:
    static constexpr std::size_t k_max_bytes = 1024;
    static constexpr std::size_t k_max_tags = 4096;  ///< after expanding

    static Result<WheelName> parse(std::string_view text, Strictness strictness);
    /// In normalized form. The tag lists must not be empty.
    static WheelName make(ProjectName project, Version version, std::optional<BuildTag> build,
                          std::vector<std::string> python_tags, std::vector<std::string> abi_tags,
                          std::vector<std::string> platform_tags);

    const std::string& text() const { return text_; }  ///< the file name as it was given or made
    const ProjectName& project() const { return project_; }
    const Version& version() const { return version_; }
    const std::optional<BuildTag>& build() const { return build_; }
    const std::vector<std::string>& python_tags() const { return python_tags_; }
    const std::vector<std::string>& abi_tags() const { return abi_tags_; }
    const std::vector<std::string>& platform_tags() const { return platform_tags_; }
    std::vector<Tag> tags() const;  ///< expanded, sorted
    std::string tag_text() const;   ///< `py2.py3-none-any`, compressed as in the name
    std::string dist_info() const;  ///< `flask-2.0.0.dist-info`, in normalized form
    bool operator==(const WheelName& other) const { return text_ == other.text_; }

private:
    Result<void> take_tags(std::span<const std::string_view> parts);
    Result<void> check_strict() const;
    std::string file_stem() const;

    WheelName(ProjectName project, Version version)
        : project_(std::move(project)), version_(std::move(version)) {}
    ProjectName project_;
    Version version_;
    std::string text_;
    std::optional<BuildTag> build_;
    std::vector<std::string> python_tags_;
    std::vector<std::string> abi_tags_;
    std::vector<std::string> platform_tags_;
};

}  // namespace spoke::python
