#include "factory/check/platform_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace spoke::factory {
namespace {

constexpr std::string_view k_host_libraries[] = {"libc.so.6",
                                                 "libm.so.6",
                                                 "libdl.so.2",
                                                 "librt.so.1",
                                                 "libpthread.so.0",
                                                 "libutil.so.1",
                                                 "libresolv.so.2",
                                                 "libnsl.so.1",
                                                 "libanl.so.1",
                                                 "libmvec.so.1",
                                                 "libgcc_s.so.1",
                                                 "libstdc++.so.6",
                                                 "libatomic.so.1",
                                                 "libX11.so.6",
                                                 "libXext.so.6",
                                                 "libXrender.so.1",
                                                 "libICE.so.6",
                                                 "libSM.so.6",
                                                 "libGL.so.1",
                                                 "libglib-2.0.so.0",
                                                 "libgobject-2.0.so.0",
                                                 "libgthread-2.0.so.0",
                                                 "libexpat.so.1",
                                                 "libz.so.1",
                                                 "ld-linux-x86-64.so.2",
                                                 "ld-linux-aarch64.so.1",
                                                 "ld-linux.so.2",
                                                 "ld-linux-armhf.so.3",
                                                 "ld64.so.2",
                                                 "ld64.so.1",
                                                 "ld-linux-riscv64-lp64d.so.1"};

/// Dotted numbers, compared as such; at most three.
using Dotted = std::array<unsigned, 3>;

Dotted parse_dotted(std::string_view text) {
    Dotted numbers{};
    for (auto& number : numbers) {
        const auto end = std::min(text.find('.'), text.size());
        std::from_chars(text.data(), text.data() + end, number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return numbers;
}

/// What the compilers' run-time of a platform offers, by its glibc (the manylinux policies of
/// auditwheel). Each row holds up to the next.
struct Runtime {
    unsigned glibc_minor;
    Dotted glibcxx;
    Dotted cxxabi;
    Dotted gcc;
};
constexpr std::array k_runtimes{Runtime{5, {3, 4, 8}, {1, 3, 1}, {4, 2, 0}},
                                Runtime{12, {3, 4, 13}, {1, 3, 3}, {4, 3, 0}},
                                Runtime{17, {3, 4, 19}, {1, 3, 7}, {4, 8, 0}},
                                Runtime{24, {3, 4, 22}, {1, 3, 10}, {4, 8, 0}},
                                Runtime{27, {3, 4, 24}, {1, 3, 11}, {7, 0, 0}},
                                Runtime{31, {3, 4, 28}, {1, 3, 12}, {7, 0, 0}},
                                Runtime{34, {3, 4, 29}, {1, 3, 13}, {7, 0, 0}},
                                Runtime{35, {3, 4, 30}, {1, 3, 13}, {12, 0, 0}},
                                Runtime{38, {3, 4, 32}, {1, 3, 14}, {13, 0, 0}},
                                Runtime{39, {3, 4, 33}, {1, 3, 15}, {14, 0, 0}}};

const Runtime* runtime_of(const python::Glibc& glibc) {
    const Runtime* found = nullptr;
    for (const auto& one : k_runtimes)
        if (glibc.major > 2 || one.glibc_minor <= glibc.minor) found = &one;
    return found;
}

bool promises(const python::Glibc& glibc, std::string_view version) {
    const auto underline = version.rfind('_');
    if (underline == std::string_view::npos) return true;
    const auto family = version.substr(0, underline);
    const auto number = parse_dotted(version.substr(underline + 1));
    if (family == "GLIBC") return number <= Dotted{glibc.major, glibc.minor, 999};
    // A linker that packs relative relocations: PEP 600's policies know it from 2.36 on.
    if (version == "GLIBC_ABI_DT_RELR") return glibc >= python::Glibc{2, 36};
    const auto* runtime = runtime_of(glibc);
    if (runtime == nullptr) return false;
    if (family == "GLIBCXX") return number <= runtime->glibcxx;
    if (family == "CXXABI") return number <= runtime->cxxabi;
    if (family == "GCC") return number <= runtime->gcc;
    return true;  // of a library that travels with the wheel
}

}  // namespace

bool is_host_library(std::string_view name) {
    return std::ranges::find(k_host_libraries, name) != std::end(k_host_libraries);
}

std::vector<std::string> versions_beyond(const ElfFacts& elf, const python::Glibc& glibc) {
    std::vector<std::string> found;
    for (const auto& needed : elf.needed_versions)
        if (is_host_library(needed.library) && !promises(glibc, needed.version))
            found.push_back(fmt::format("{} ({})", needed.version, needed.library));
    return found;
}

std::optional<python::Glibc> lowest_glibc(const ElfFacts& elf) {
    constexpr unsigned k_first = 5;
    constexpr unsigned k_last = 60;
    for (unsigned minor = k_first; minor <= k_last; ++minor)
        if (versions_beyond(elf, {2, minor}).empty()) return python::Glibc{2, minor};
    return std::nullopt;
}

}  // namespace spoke::factory
