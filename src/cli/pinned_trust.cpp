#include "cli/pinned_trust.hpp"

namespace spoke::cli {

std::optional<std::filesystem::path> pinned_trust_path(const Context& context) {
    if (auto given = context.variable("SPOKESHAVE_TRUST")) return *given;
    if (auto folder = context.variable("XDG_CONFIG_HOME"))
        return std::filesystem::path(*folder) / "spokeshave" / "trust.json";
    if (auto home = context.variable("HOME"))
        return std::filesystem::path(*home) / ".config" / "spokeshave" / "trust.json";
    return std::nullopt;
}

}  // namespace spoke::cli
