#include "factory/check/natives.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace spoke::factory {

std::vector<NativeMember> native_members(const WheelContent& wheel) {
    std::vector<NativeMember> found;
    for (const auto& member : wheel.members)
        if (is_elf(member.bytes)) found.push_back({&member, read_elf(member.bytes)});
    return found;
}

std::string without_hash(std::string_view name) {
    constexpr std::size_t k_hash = 8;
    const auto ending = name.find(".so");
    if (ending == std::string_view::npos || ending < k_hash + 1) return std::string(name);
    const auto hash = ending - k_hash;
    if (name[hash - 1] != '-' || !base::is_lower_hex(name.substr(hash, k_hash), k_hash))
        return std::string(name);
    return std::string(name.substr(0, hash - 1)) + std::string(name.substr(ending));
}

std::vector<std::string> comparable_exports(const ElfFacts& facts) {
    constexpr std::string_view k_of_linkers[] = {"_init",  "_fini",        "_edata",      "_end",
                                                 "_etext", "etext",        "__bss_start", "edata",
                                                 "end",    "__bss_start__"};
    std::vector<std::string> found;
    for (const auto& name : facts.exports)
        // Templates that a C++ compiler instantiates come and go with its version.
        if (!name.starts_with("_Z") &&
            std::ranges::find(k_of_linkers, name) == std::end(k_of_linkers))
            found.push_back(name);
    return found;
}

std::vector<std::string> comparable_needed(const ElfFacts& facts) {
    constexpr std::string_view k_merged[] = {"libpthread.so.0", "libdl.so.2", "librt.so.1",
                                             "libutil.so.1", "libanl.so.1"};
    std::vector<std::string> found;
    for (const auto& name : facts.needed)
        if (std::ranges::find(k_merged, name) == std::end(k_merged) &&
            !name.starts_with("ld-linux"))
            found.push_back(without_hash(name));
    std::ranges::sort(found);
    return found;
}

}  // namespace spoke::factory
