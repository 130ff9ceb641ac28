#include "factory/source/build_system.hpp"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>

#include "base/encoding.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_legacy_backend = "setuptools.build_meta:__legacy__";
constexpr std::size_t k_max_pyproject_bytes = std::size_t{1} << 20U;
constexpr std::size_t k_max_items = 500;

std::unexpected<Error> broken(std::string_view what) {
    return fail(ErrorCode::invalid, "pyproject.toml: " + std::string(what));
}

Result<std::vector<std::string>> read_texts(const toml::node* node, std::string_view key) {
    std::vector<std::string> texts;
    if (node == nullptr) return texts;
    const auto* array = node->as_array();
    if (array == nullptr || array->size() > k_max_items)
        return broken(std::string(key) + " must be a list of texts");
    for (const auto& item : *array) {
        const auto* text = item.as_string();
        if (text == nullptr) return broken(std::string(key) + " must be a list of texts");
        texts.push_back(text->get());
    }
    return texts;
}

bool is_identifier_path(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.';
    };
    return !text.empty() && std::ranges::all_of(text, allowed);
}

Result<void> check_backend(const std::string& backend) {
    const auto colon = backend.find(':');
    const bool good = is_identifier_path(std::string_view(backend).substr(0, colon)) &&
                      (colon == std::string::npos ||
                       is_identifier_path(std::string_view(backend).substr(colon + 1)));
    if (!good)
        return broken("build-backend is \"" + base::printable(backend, 80) +
                      "\", which is no module:object");
    return ok();
}

/// PEP 517: relative, and not out of the tree. The runner checks it again behind links.
Result<void> check_backend_path(const std::string& entry) {
    const std::filesystem::path path(entry);
    const bool climbs = std::ranges::any_of(path, [](const auto& part) { return part == ".."; });
    if (entry.empty() || path.is_absolute() || climbs || entry.find('\0') != std::string::npos)
        return broken("backend-path \"" + base::printable(entry, 80) + "\" leaves the source tree");
    return ok();
}

Result<BuildSystem> read_table(const toml::table& table) {
    BuildSystem system;
    system.origin = BuildSystemOrigin::declared;
    if (!table.contains("requires")) return broken("[build-system] has no requires (PEP 518)");
    SPOKE_TRY(system.requirements, read_texts(table.get("requires"), "build-system.requires"));
    SPOKE_TRY(system.backend_path,
              read_texts(table.get("backend-path"), "build-system.backend-path"));
    for (const auto& entry : system.backend_path) SPOKE_TRY(check_backend_path(entry));
    system.backend = k_legacy_backend;
    if (const auto* node = table.get("build-backend")) {
        const auto* text = node->as_string();
        if (text == nullptr) return broken("build-system.build-backend must be a text");
        system.backend = text->get();
    }
    SPOKE_TRY(check_backend(system.backend));
    return system;
}

}  // namespace

Result<BuildSystem> read_build_system(const std::optional<std::string>& pyproject) {
    const BuildSystem legacy{
        std::string(k_legacy_backend), {}, {"setuptools"}, BuildSystemOrigin::legacy};
    if (!pyproject) return legacy;
    if (pyproject->size() > k_max_pyproject_bytes) return broken("over 1 MiB");
    const toml::parse_result parsed = toml::parse(std::string_view(*pyproject));
    if (!parsed)
        return broken("line " + std::to_string(parsed.error().source().begin.line) + ": " +
                      std::string(parsed.error().description()));
    const auto* node = parsed.table().get("build-system");
    if (node == nullptr) return legacy;
    const auto* table = node->as_table();
    if (table == nullptr) return broken("build-system must be a table");
    return read_table(*table);
}

}  // namespace spoke::factory
