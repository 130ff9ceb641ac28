#include "python/tags.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace spoke::python {

namespace {

// PEP 513, 571, 599, newest first.
constexpr std::array<std::pair<std::string_view, Glibc>, 3> k_legacy{{
    {"manylinux2014", {2, 17}},
    {"manylinux2010", {2, 12}},
    {"manylinux1", {2, 5}},
}};
// The last minor release of a glibc major that has ended is not known; packaging takes 50 too.
constexpr unsigned k_last_minor = 50;

unsigned oldest_minor(unsigned glibc_major, std::string_view machine) {
    if (glibc_major > 2) return 0;
    return machine == "x86_64" || machine == "i686" ? 5 : 17;
}

std::vector<std::string> manylinux_platforms(const Target& target) {
    std::vector<std::string> platforms;
    for (unsigned major = target.glibc.major; major >= 2; --major) {
        const unsigned newest = major == target.glibc.major ? target.glibc.minor : k_last_minor;
        const unsigned oldest = oldest_minor(major, target.machine);
        for (unsigned minor = newest + 1; minor-- > oldest;) {
            platforms.push_back("manylinux_" + std::to_string(major) + "_" + std::to_string(minor) +
                                "_" + target.machine);
            for (const auto& [name, glibc] : k_legacy)
                if (glibc == Glibc{major, minor})
                    platforms.push_back(std::string(name) + "_" + target.machine);
        }
    }
    return platforms;
}

std::vector<std::string> platforms_of(const Target& target) {
    std::vector<std::string> platforms{"linux_" + target.machine};
    for (auto& platform : manylinux_platforms(target)) platforms.push_back(std::move(platform));
    return platforms;
}

std::string nodot(std::string_view prefix, unsigned major, unsigned minor) {
    return std::string(prefix) + std::to_string(major) + std::to_string(minor);
}

/// `py311`, `py3`, `py310`, … `py30`
std::vector<std::string> generic_interpreters(const Target& target) {
    std::vector<std::string> interpreters{nodot("py", target.python_major, target.python_minor),
                                          "py" + std::to_string(target.python_major)};
    for (unsigned minor = target.python_minor; minor-- > 0;)
        interpreters.push_back(nodot("py", target.python_major, minor));
    return interpreters;
}

void append_tags(std::vector<Tag>& tags, const std::string& interpreter, const std::string& abi,
                 const std::vector<std::string>& platforms) {
    for (const auto& platform : platforms) tags.push_back({interpreter, abi, platform});
}

std::optional<unsigned> take_number(std::string_view& text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

}  // namespace

Target debian12_target() {
    return {};
}

std::vector<Tag> supported_tags(const Target& target) {
    const auto platforms = platforms_of(target);
    const std::string own = nodot("cp", target.python_major, target.python_minor);
    std::vector<Tag> tags;
    append_tags(tags, own, own, platforms);
    append_tags(tags, own, "abi3", platforms);
    append_tags(tags, own, "none", platforms);
    // The stable ABI begins with Python 3.2 (PEP 384).
    for (unsigned minor = target.python_minor; minor-- > 2;)
        append_tags(tags, nodot("cp", target.python_major, minor), "abi3", platforms);
    const auto interpreters = generic_interpreters(target);
    for (const auto& interpreter : interpreters) append_tags(tags, interpreter, "none", platforms);
    tags.push_back({own, "none", "any"});
    for (const auto& interpreter : interpreters) tags.push_back({interpreter, "none", "any"});
    return tags;
}

TagRanking::TagRanking(const Target& target) {
    const auto tags = supported_tags(target);
    for (std::size_t i = 0; i < tags.size(); ++i) places_.emplace(tags[i].text(), i);
}

std::optional<std::size_t> TagRanking::rank(std::span<const Tag> tags) const {
    std::optional<std::size_t> best;
    for (const auto& tag : tags) {
        const auto place = places_.find(tag.text());
        if (place != places_.end() && (!best || place->second < *best)) best = place->second;
    }
    return best;
}

std::optional<ManylinuxPlatform> parse_manylinux(std::string_view platform) {
    for (const auto& [name, glibc] : k_legacy) {
        std::string_view rest = platform;
        if (take(rest, name) && take(rest, "_") && !rest.empty())
            return ManylinuxPlatform{glibc, std::string(rest)};
    }
    if (!take(platform, "manylinux_")) return std::nullopt;
    const auto major = take_number(platform);
    if (!major || !take(platform, "_")) return std::nullopt;
    const auto minor = take_number(platform);
    if (!minor || !take(platform, "_") || platform.empty()) return std::nullopt;
    return ManylinuxPlatform{{*major, *minor}, std::string(platform)};
}

bool platform_fits(std::string_view platform, const Target& host) {
    if (platform == "any" || platform == "linux_" + host.machine) return true;
    const auto manylinux = parse_manylinux(platform);
    return manylinux && manylinux->machine == host.machine && manylinux->glibc <= host.glibc;
}

Cover cover(std::span<const Tag> ours, std::span<const Tag> theirs, const Target& host) {
    Cover answer = Cover::elsewhere;
    for (const auto& their : theirs) {
        if (!platform_fits(their.platform, host)) continue;
        const bool found = std::ranges::any_of(ours, [&](const Tag& our) {
            return our.interpreter == their.interpreter && our.abi == their.abi &&
                   platform_fits(our.platform, host);
        });
        if (!found) return Cover::uncovered;
        answer = Cover::covered;
    }
    return answer;
}

}  // namespace spoke::python
