#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "factory/check/elf.hpp"
#include "python/tags.hpp"

namespace spoke::factory {

/// True for libraries that every host of the manylinux policies has (PEP 600): the C library's
/// family, the compilers' run-time, and a few more.
bool is_host_library(std::string_view name);

/// The symbol versions of `elf` that a manylinux platform with this glibc does not promise, as
/// `GLIBC_2.34 (libc.so.6)`.
std::vector<std::string> versions_beyond(const ElfFacts& elf, const python::Glibc& glibc);

/// The lowest glibc whose platform promises all versions that `elf` needs; nothing where none does.
std::optional<python::Glibc> lowest_glibc(const ElfFacts& elf);

}  // namespace spoke::factory
