#include "python/wheel_file.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/encoding.hpp"
#include "python/header_block.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

constexpr std::size_t k_max_headers = 5000;

Result<void> parse_version(std::string_view text, WheelFile& file) {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const auto major = std::from_chars(begin, end, file.major);
    const bool dotted = major.ec == std::errc() && major.ptr != end && *major.ptr == '.';
    const auto minor = dotted ? std::from_chars(major.ptr + 1, end, file.minor) : major;
    if (!dotted || minor.ec != std::errc() || minor.ptr != end)
        return fail(ErrorCode::invalid,
                    "WHEEL: Wheel-Version '" + base::printable(text, 40) + "' is not 'N.N'");
    if (file.major != 1)
        return fail(ErrorCode::unsupported,
                    "WHEEL: Wheel-Version " + std::string(text) + ", only 1.x is known");
    return ok();
}

Result<void> parse_root(std::string_view text, WheelFile& file) {
    const bool purelib = equal_ignoring_case(text, "true");
    if (!purelib && !equal_ignoring_case(text, "false"))
        return fail(ErrorCode::invalid, "WHEEL: Root-Is-Purelib '" + base::printable(text, 40) +
                                            "' is neither true nor false");
    file.root = purelib ? WheelRoot::purelib : WheelRoot::platlib;
    return ok();
}

/// How many tags a line stands for: the product of the lengths of its three lists.
std::size_t expanded_count(std::string_view line) {
    std::size_t count = 1;
    for (const std::string_view part : split(line, '-'))
        count = std::min(count * (static_cast<std::size_t>(std::ranges::count(part, '.')) + 1),
                         WheelFile::k_max_tags + 1);
    return count;
}

Result<void> check_tag_count(const std::vector<std::string>& lines) {
    std::size_t count = 0;
    for (const auto& line : lines) count += expanded_count(line);
    if (count <= WheelFile::k_max_tags) return ok();
    return fail(ErrorCode::too_large,
                "WHEEL: more than " + std::to_string(WheelFile::k_max_tags) + " tags");
}

Result<void> take_header(std::string_view written_name, std::string value,
                         std::set<std::string>& seen, WheelFile& file) {
    const std::string name = to_lower(written_name);
    if (name == "tag") {
        file.tags.push_back(std::move(value));
        return ok();
    }
    const bool single = name == "wheel-version" || name == "generator" ||
                        name == "root-is-purelib" || name == "build";
    if (!single) {
        file.others.emplace_back(written_name, std::move(value));
        return ok();
    }
    if (!seen.insert(name).second)
        return fail(ErrorCode::invalid,
                    "WHEEL: " + std::string(written_name) + " stands there twice");
    if (name == "wheel-version") return parse_version(value, file);
    if (name == "root-is-purelib") return parse_root(value, file);
    (name == "build" ? file.build : file.generator) = std::move(value);
    return ok();
}

}  // namespace

Result<WheelFile> WheelFile::parse(std::string_view bytes) {
    if (bytes.size() > k_max_bytes)
        return fail(ErrorCode::too_large,
                    "WHEEL: more than " + std::to_string(k_max_bytes) + " bytes");
    if (!base::is_valid_utf8(bytes)) return fail(ErrorCode::invalid, "WHEEL is not UTF-8");
    SPOKE_TRY(const auto block, split_headers(bytes, k_max_headers));
    WheelFile file;
    std::set<std::string> seen;
    for (const auto& [name, value] : block.headers)
        SPOKE_TRY(take_header(name, std::string(strip(value)), seen, file));
    for (const auto* const required : {"wheel-version", "root-is-purelib"})
        if (!seen.contains(required))
            return fail(ErrorCode::invalid, std::string("WHEEL: no ") + required + " line");
    SPOKE_TRY(check_tag_count(file.tags));
    return file;
}

std::vector<Tag> WheelFile::expanded_tags() const {
    std::vector<Tag> expanded;
    for (const auto& line : tags) {
        const auto parts = split(line, '-');
        if (parts.size() != 3) continue;
        const auto to_list = [](std::string_view part) {
            const auto pieces = split(part, '.');
            return std::vector<std::string>(pieces.begin(), pieces.end());
        };
        const auto some = expand_tags(to_list(parts[0]), to_list(parts[1]), to_list(parts[2]));
        expanded.insert(expanded.end(), some.begin(), some.end());
    }
    std::ranges::sort(expanded);
    const auto repeated = std::ranges::unique(expanded);
    expanded.erase(repeated.begin(), repeated.end());
    return expanded;
}

std::string WheelFile::render() const {
    std::string out =
        "Wheel-Version: " + std::to_string(major) + "." + std::to_string(minor) + "\n";
    if (!generator.empty()) out += "Generator: " + generator + "\n";
    out +=
        std::string("Root-Is-Purelib: ") + (root == WheelRoot::purelib ? "true" : "false") + "\n";
    for (const auto& tag : tags) out += "Tag: " + tag + "\n";
    if (!build.empty()) out += "Build: " + build + "\n";
    for (const auto& [name, value] : others) out.append(name).append(": ").append(value) += "\n";
    return out;
}

}  // namespace spoke::python
