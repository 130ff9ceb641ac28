#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace spoke::factory {

enum class Fortification { none, partial, full };

/// A symbol version that an ELF file needs: `libc.so.6`, `GLIBC_2.17`.
struct NeededVersion {
    std::string library;
    std::string version;
    auto operator<=>(const NeededVersion&) const = default;
};

/// What check W10, the platform policy (W08) and level E4 read of a shared object.
struct ElfFacts {
    unsigned bits = 64;
    bool little_endian = true;
    std::string machine;  ///< `x86_64`, `aarch64`, … as platform tags spell it; else `machine-<n>`
    bool is_shared = false;  ///< ET_DYN
    std::string soname;
    std::vector<std::string> needed;             ///< in order
    std::vector<std::string> search_paths;       ///< DT_RPATH and DT_RUNPATH, split at `:`
    std::vector<NeededVersion> needed_versions;  ///< sorted
    std::vector<std::string> exports;  ///< defined dynamic symbols, global or weak; sorted
    bool text_relocations = false;
    bool executable_stack = false;
    Fortification relro = Fortification::none;
};

/// True by the first four bytes.
bool is_elf(std::string_view bytes);

/// Reads program headers and the dynamic section, bounded by the bytes themselves and by fixed
/// counts; anything that points outside is `invalid`, saying what. Section headers are not trusted
/// and not needed.
Result<ElfFacts> read_elf(std::string_view bytes);

}  // namespace spoke::factory
