#include "factory/plan/generator.hpp"

#include <array>
#include <utility>

#include "python/version.hpp"

namespace spoke::factory {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> k_backends{{
    {"flit", "flit_core"},
    {"flit_core", "flit_core"},
    {"hatchling", "hatchling"},
    {"poetry-core", "poetry-core"},
    {"pdm-backend", "pdm-backend"},
    {"scikit-build-core", "scikit-build-core"},
    {"uv", "uv_build"},
    {"setuptools", "setuptools"},
    {"bdist_wheel", "wheel"},
    {"maturin", "maturin"},
}};

std::string_view project_of(std::string_view tool) {
    for (const auto& [name, project] : k_backends)
        if (name == tool) return project;
    return {};
}

}  // namespace

std::optional<python::Requirement> pin_of_generator(std::string_view generator) {
    const auto blank = generator.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const auto project = project_of(generator.substr(0, blank));
    auto version = generator.substr(blank + 1);
    if (version.size() > 2 && version.front() == '(' && version.back() == ')')
        version = version.substr(1, version.size() - 2);
    if (project.empty() || !python::Version::parse(version)) return std::nullopt;
    auto pin = python::Requirement::parse(std::string(project) + "==" + std::string(version));
    if (!pin) return std::nullopt;
    return std::move(*pin);
}

}  // namespace spoke::factory
