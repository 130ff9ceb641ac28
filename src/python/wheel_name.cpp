#include "python/wheel_name.hpp"

#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

constexpr std::string_view k_extension = ".whl";

std::unexpected<Error> refuse(std::string_view text, std::string_view why) {
    return fail(ErrorCode::invalid,
                "wheel file name '" + base::printable(text, 120) + "': " + std::string(why));
}

bool is_identifier(std::string_view text) {
    return !text.empty() && !is_digit(text.front()) &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '_'; });
}

std::vector<std::string> split_tags(std::string_view text) {
    std::vector<std::string> tags;
    for (const std::string_view tag : split(text, '.')) tags.emplace_back(tag);
    return tags;
}

bool any_empty(const std::vector<std::string>& tags) {
    return std::ranges::any_of(tags, &std::string::empty);
}

std::string join(const std::vector<std::string>& tags) {
    std::string out;
    for (const auto& tag : tags) {
        if (!out.empty()) out += '.';
        out += tag;
    }
    return out;
}

void normalize_tags(std::vector<std::string>& tags) {
    for (auto& tag : tags) tag = to_lower(tag);
    std::ranges::sort(tags);
    const auto repeated = std::ranges::unique(tags);
    tags.erase(repeated.begin(), repeated.end());
}

}  // namespace

Result<BuildTag> BuildTag::parse(std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0)
        return fail(ErrorCode::invalid,
                    "build tag '" + base::printable(text, 80) + "' does not start with a digit");
    return BuildTag{Number::from_digits(text.substr(0, digits)), std::string(text.substr(digits))};
}

std::strong_ordering BuildTag::operator<=>(const BuildTag& other) const {
    if (const auto order = number <=> other.number; order != 0) return order;
    return rest.compare(other.rest) <=> 0;
}

Result<void> WheelName::take_tags(std::span<const std::string_view> parts) {
    python_tags_ = split_tags(parts[0]);
    abi_tags_ = split_tags(parts[1]);
    platform_tags_ = split_tags(parts[2]);
    if (any_empty(python_tags_) || any_empty(abi_tags_) || any_empty(platform_tags_))
        return refuse(text_, "an empty tag");
    if (!std::ranges::all_of(python_tags_, is_identifier))
        return refuse(text_, "the interpreter tag is no identifier");
    if (python_tags_.size() * abi_tags_.size() * platform_tags_.size() > k_max_tags)
        return refuse(text_, "more than " + std::to_string(k_max_tags) + " tags");
    return ok();
}

Result<WheelName> WheelName::parse(std::string_view text, Strictness strictness) {
    if (text.size() > k_max_bytes) return refuse(text, "too long");
    if (!text.ends_with(k_extension)) return refuse(text, "it does not end in .whl");
    // packaging takes any letters of Unicode, and folds some of them onto ASCII ones.
    if (!is_printable_ascii(text)) return refuse(text, "not printable ASCII");
    const auto parts = split(text.substr(0, text.size() - k_extension.size()), '-');
    if (parts.size() != 5 && parts.size() != 6)
        return refuse(text, std::to_string(parts.size()) + " parts between hyphens, not 5 or 6");
    // packaging takes `_` and `.` at the ends of a name too; such a project can't exist.
    auto project = ProjectName::parse(parts[0]);
    if (!project) return refuse(text, project.error().message);
    if (parts[0].contains("__")) return refuse(text, "'__' in the name part");
    auto version = Version::parse(parts[1]);
    if (!version) return refuse(text, version.error().message);
    WheelName name(*std::move(project), *std::move(version));
    name.text_ = text;
    if (parts.size() == 6) {
        auto build = BuildTag::parse(parts[2]);
        if (!build) return refuse(text, build.error().message);
        name.build_ = *std::move(build);
    }
    SPOKE_TRY(name.take_tags(std::span(parts).last(3)));
    if (strictness == Strictness::strict) SPOKE_TRY(name.check_strict());
    return name;
}

Result<void> WheelName::check_strict() const {
    const std::string normal = file_stem() + "-" + to_lower(tag_text()) + std::string(k_extension);
    if (text_ == normal) return ok();
    return refuse(text_, "not in normalized form, which is '" + normal + "'");
}

WheelName WheelName::make(ProjectName project, Version version, std::optional<BuildTag> build,
                          std::vector<std::string> python_tags, std::vector<std::string> abi_tags,
                          std::vector<std::string> platform_tags) {
    SPOKE_ASSERT(!python_tags.empty() && !abi_tags.empty() && !platform_tags.empty());
    WheelName name(std::move(project), std::move(version));
    name.build_ = std::move(build);
    name.python_tags_ = std::move(python_tags);
    name.abi_tags_ = std::move(abi_tags);
    name.platform_tags_ = std::move(platform_tags);
    normalize_tags(name.python_tags_);
    normalize_tags(name.abi_tags_);
    normalize_tags(name.platform_tags_);
    name.text_ = name.file_stem() + "-" + name.tag_text() + std::string(k_extension);
    return name;
}

std::string WheelName::file_stem() const {
    std::string stem = project_.file_part() + "-" + version_.text();
    if (build_) stem += "-" + build_->text();
    return stem;
}

std::vector<Tag> WheelName::tags() const {
    return expand_tags(python_tags_, abi_tags_, platform_tags_);
}

std::string WheelName::tag_text() const {
    return join(python_tags_) + "-" + join(abi_tags_) + "-" + join(platform_tags_);
}

std::string WheelName::dist_info() const {
    return project_.file_part() + "-" + version_.text() + ".dist-info";
}

}  // namespace spoke::python
