#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "python/tag.hpp"

namespace spoke::python {

struct Glibc {
    unsigned major = 2;
    unsigned minor = 0;
    auto operator<=>(const Glibc&) const = default;
};

/// A CPython (3.8 or later, with the GIL) on Linux with glibc: what wheels are chosen for.
struct Target {
    unsigned python_major = 3;
    unsigned python_minor = 11;
    std::string machine = "x86_64";
    Glibc glibc{2, 36};
};

/// CPython 3.11, x86_64, glibc 2.36.
Target debian12_target();

/// Every tag that an interpreter there accepts, best first: the order of `packaging`'s sys_tags,
/// by which installers choose.
std::vector<Tag> supported_tags(const Target& target);

/// Ranks wheels for one target.
class TagRanking {
public:
    explicit TagRanking(const Target& target);
    /// The place of the best tag, 0 the best of all; nothing when none is supported.
    std::optional<std::size_t> rank(std::span<const Tag> tags) const;

private:
    std::unordered_map<std::string, std::size_t> places_;
};

/// What a manylinux platform tag asks of its host; nothing for other tags, `linux_<machine>` and
/// those of musl among them. `manylinux1`, `manylinux2010` and `manylinux2014` stand for glibc 2.5,
/// 2.12 and 2.17 (PEP 600).
struct ManylinuxPlatform {
    Glibc glibc;
    std::string machine;
};
std::optional<ManylinuxPlatform> parse_manylinux(std::string_view platform);

/// True if a Linux host with the target's machine and glibc takes files with this platform tag,
/// whatever its Python: `any`, `linux_<machine>`, and manylinux up to its glibc.
bool platform_fits(std::string_view platform, const Target& host);

enum class Cover {
    covered,    ///< wherever theirs installs on such a host, ours does too
    uncovered,  ///< an interpreter there takes theirs and not ours
    elsewhere,  ///< theirs does not install on such hosts at all: ours can't displace it
};

/// Whether a rebuilt wheel stands in for an upstream one on hosts with the target's machine and at
/// least its glibc; the target's Python does not matter. Each interpreter and ABI tag of theirs
/// that fits such hosts must be among ours, as the same pair (`cp39-abi3` is not covered by
/// `cp311-cp311`, nor `py2-none` by `py3-none`), with a platform that fits them.
Cover cover(std::span<const Tag> ours, std::span<const Tag> theirs, const Target& host);

}  // namespace spoke::python
