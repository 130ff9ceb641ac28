#pragma once

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

/// A CPython on Linux with glibc: what wheels are chosen for.
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

/// What a Linux platform tag asks of its host; nothing for other platforms and other C libraries.
/// `manylinux1`, `manylinux2010` and `manylinux2014` are their PEP 600 aliases; bare
/// `linux_<machine>` promises nothing about glibc, and is none.
struct ManylinuxPlatform {
    Glibc glibc;
    std::string machine;
};
std::optional<ManylinuxPlatform> parse_manylinux(std::string_view platform);

/// True if on every host with at least `host` glibc where a wheel with the tags `theirs` installs,
/// one with the tags `ours` does too. Interpreter and ABI tags must each be found among ours
/// together; the platforms must fit such hosts. Platforms other than Linux's are left out of the
/// question: there upstream's file stays.
bool covers(std::span<const Tag> ours, std::span<const Tag> theirs, Glibc host);

}  // namespace spoke::python
