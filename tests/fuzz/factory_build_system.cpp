// pyproject.toml and the requirements of a backend's hook: texts of hostile projects.
#include <cstddef>
#include <cstdint>
#include <string>

#include "factory/plan/build_requirements.hpp"
#include "factory/source/build_system.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto system = spoke::factory::read_build_system(text);
    if (!system) return 0;
    for (const auto& entry : system->backend_path)
        if (entry.starts_with('/') || entry.find("..") == 0) __builtin_trap();
    const auto parsed = spoke::factory::parse_build_requirements(system->requirements, "it");
    if (!parsed) return 0;
    // F5: what goes on to the resolver has no direct reference, and reads back as it was written.
    for (const auto& requirement : *parsed)
        if (requirement.url || !spoke::python::Requirement::parse(requirement.text()))
            __builtin_trap();
    return 0;
}
