#include "repositories/wheel_rank.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace spoke::repositories {

namespace {

using python::Tag;

/// Lower is better: group of tags, then interpreter version, then platform.
using Rank = std::tuple<int, int, int>;

constexpr int k_newest_minor = 16;

std::optional<int> parse_number(std::string_view text) {
    int value = 0;
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto result = std::from_chars(begin, end, value);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return value;
}

struct PythonVersion {
    int major = 3;
    std::optional<int> minor;
    auto operator<=>(const PythonVersion&) const = default;
};

/// `cp311` → 3.11, `py3` → 3, `pp310` → 3.10; nothing for another prefix.
std::optional<PythonVersion> version_of(std::string_view interpreter, std::string_view prefix) {
    if (!interpreter.starts_with(prefix)) return std::nullopt;
    const auto digits = interpreter.substr(prefix.size());
    const auto major = parse_number(digits.substr(0, 1));
    if (!major) return std::nullopt;
    if (digits.size() == 1) return PythonVersion{*major, {}};
    const auto minor = parse_number(digits.substr(1));
    return minor ? std::optional(PythonVersion{*major, minor}) : std::nullopt;
}

/// `manylinux_2_17_x86_64`, an older alias of it, `linux_x86_64`, `musllinux_1_2_aarch64`.
struct LinuxPlatform {
    std::string family;  ///< manylinux or musllinux
    int minor = 0;       ///< of the C library's version
    bool is_alias = false;
    std::string machine;
};

std::optional<LinuxPlatform> parse_linux(std::string_view tag) {
    struct Alias {
        std::string_view prefix;
        int minor;
    };
    constexpr Alias k_aliases[] = {
        {"manylinux2014_", 17}, {"manylinux2010_", 12}, {"manylinux1_", 5}};
    for (const auto& [prefix, minor] : k_aliases)
        if (tag.starts_with(prefix))
            return LinuxPlatform{"manylinux", minor, true, std::string(tag.substr(prefix.size()))};
    for (const std::string_view family : {"manylinux", "musllinux"}) {
        if (!tag.starts_with(family) || tag.size() <= family.size() + 3) continue;
        const auto rest = tag.substr(family.size() + 3);  // after `_2_` or `_1_`
        const auto end = rest.find('_');
        const auto minor = parse_number(rest.substr(0, end));
        if (!minor || end == std::string_view::npos) return std::nullopt;
        return LinuxPlatform{std::string(family), *minor, false, std::string(rest.substr(end + 1))};
    }
    return std::nullopt;
}

/// How good a platform tag is on a host whose own, best tag is `host`; nothing where it does not
/// run there.
std::optional<int> platform_rank(std::string_view tag, std::string_view host) {
    constexpr int k_plain_linux = 10'000;
    if (tag == host) return 0;
    const auto own = parse_linux(host);
    if (!own) return std::nullopt;
    if (tag == "linux_" + own->machine) return k_plain_linux;
    const auto asked = parse_linux(tag);
    if (!asked || asked->family != own->family || asked->machine != own->machine ||
        asked->minor > own->minor)
        return std::nullopt;
    return (own->minor - asked->minor) * 2 + (asked->is_alias ? 1 : 0);
}

struct Host {
    std::string interpreter;  ///< `cp` or `pp`
    int major = 3;
    int minor = 0;
    std::string abi_suffix;  ///< `t` for a free-threaded interpreter, else empty
    std::string platform;
};

/// The order of packaging's py_interpreter_range: py3.11, py3, py3.10, …
std::optional<int> generic_rank(std::string_view interpreter, const Host& host) {
    const auto version = version_of(interpreter, "py");
    if (!version || version->major != host.major) return std::nullopt;
    if (!version->minor) return 1;
    if (*version->minor > host.minor) return std::nullopt;
    return *version->minor == host.minor ? 0 : 1 + host.minor - *version->minor;
}

std::optional<Rank> own_interpreter_rank(const Tag& tag, const Host& host, int platform) {
    const auto version = version_of(tag.interpreter, host.interpreter);
    if (!version || !version->minor || version->major != host.major) return std::nullopt;
    const bool is_own = *version->minor == host.minor;
    if (is_own && tag.abi == "none") return Rank{2, 0, platform};
    if (tag.abi == "abi3" && host.interpreter == "cp" && host.abi_suffix.empty() &&
        *version->minor <= host.minor)
        return is_own ? Rank{1, 0, platform} : Rank{3, host.minor - *version->minor, platform};
    if (!is_own) return std::nullopt;
    if (host.interpreter == "pp") return Rank{0, 0, platform};
    // `cp37m`, `cp27mu`: flags of old interpreters; `t` is another interpreter altogether.
    const bool is_threaded = tag.abi.ends_with('t');
    if (!tag.abi.starts_with(tag.interpreter) || is_threaded != !host.abi_suffix.empty())
        return std::nullopt;
    return Rank{0, 0, platform};
}

std::optional<Rank> rank_tag(const Tag& tag, const Host& host) {
    const auto generic = generic_rank(tag.interpreter, host);
    const auto version = version_of(tag.interpreter, host.interpreter);
    const bool is_own = version && version->major == host.major && version->minor == host.minor;
    if (tag.platform == "any") {
        if (tag.abi != "none") return std::nullopt;
        if (is_own) return Rank{5, 0, 0};
        return generic ? std::optional(Rank{6, *generic, 0}) : std::nullopt;
    }
    const auto platform = platform_rank(tag.platform, host.platform);
    if (!platform) return std::nullopt;
    if (generic) {
        if (tag.abi != "none") return std::nullopt;
        return Rank{4, *generic, *platform};
    }
    return own_interpreter_rank(tag, host, *platform);
}

std::optional<Rank> best_rank(const std::vector<Tag>& tags, const Host& host) {
    std::optional<Rank> best;
    for (const auto& tag : tags) {
        const auto rank = rank_tag(tag, host);
        if (rank && (!best || *rank < *best)) best = rank;
    }
    return best;
}

void add_versions(const Tag& tag, std::set<std::pair<int, int>>& versions) {
    for (const std::string_view prefix : {"cp", "pp", "py"}) {
        const auto version = version_of(tag.interpreter, prefix);
        if (!version) continue;
        if (version->minor) versions.emplace(version->major, *version->minor);
        // A tag that runs on later interpreters too is tried on all of them.
        if (version->major == 3)
            for (int minor = 6; minor <= k_newest_minor; ++minor) versions.emplace(3, minor);
        else if (!version->minor)
            versions.emplace(version->major, 7);
    }
}

/// Every host on which the two may meet: their interpreters, and their platforms as a host's own.
std::vector<Host> hosts_of(const std::vector<Tag>& left, const std::vector<Tag>& right) {
    std::set<std::pair<int, int>> versions;
    std::set<std::string> platforms;
    std::set<std::string> interpreters{"cp"};
    std::set<std::string> suffixes{""};
    for (const auto* tags : {&left, &right}) {
        for (const auto& tag : *tags) {
            add_versions(tag, versions);
            if (tag.platform.starts_with("linux_"))
                platforms.insert("manylinux_2_99_" + tag.platform.substr(6));
            else if (tag.platform != "any")
                platforms.insert(tag.platform);
            if (tag.interpreter.starts_with("pp")) interpreters.insert("pp");
            if (tag.abi.starts_with("cp") && tag.abi.ends_with('t')) suffixes.insert("t");
        }
    }
    if (platforms.empty()) platforms.insert("manylinux_2_36_x86_64");
    std::vector<Host> hosts;
    for (const auto& [major, minor] : versions)
        for (const auto& platform : platforms)
            for (const auto& interpreter : interpreters)
                for (const auto& suffix : suffixes)
                    hosts.push_back(Host{interpreter, major, minor, suffix, platform});
    return hosts;
}

}  // namespace

bool outranks_somewhere(const python::WheelName& candidate, const python::WheelName& rebuild) {
    const auto theirs = candidate.tags();
    const auto ours = rebuild.tags();
    // poetry ranks the build number before the tag, and at equal tags everybody looks at it.
    const bool has_build = candidate.build() >= rebuild.build();
    return std::ranges::any_of(hosts_of(theirs, ours), [&](const Host& host) {
        const auto their_rank = best_rank(theirs, host);
        const auto our_rank = best_rank(ours, host);
        if (!their_rank || !our_rank) return false;
        return has_build || *their_rank < *our_rank;
    });
}

}  // namespace spoke::repositories
