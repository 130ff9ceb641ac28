#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "factory/check/elf.hpp"
#include "factory/check/wheel_content.hpp"

namespace spoke::factory {

/// An ELF member and what was read of it.
struct NativeMember {
    const archive::Member* member = nullptr;
    Result<ElfFacts> facts;
};

std::vector<NativeMember> native_members(const WheelContent& wheel);

/// The name of a bundled library without the hash that auditwheel puts in: `libfoo-1a2b3c4d.so.1` →
/// `libfoo.so.1`.
std::string without_hash(std::string_view name);

/// What E4 compares: exported symbols without those that linkers of other years add, and the
/// libraries that are needed without those that glibc 2.34 took into libc.
std::vector<std::string> comparable_exports(const ElfFacts& facts);
std::vector<std::string> comparable_needed(const ElfFacts& facts);

}  // namespace spoke::factory
