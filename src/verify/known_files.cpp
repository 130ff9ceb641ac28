#include "verify/known_files.hpp"

#include <algorithm>
#include <vector>

#include "crypto/digest.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_file_limit = 1 << 20;

struct KnownFile {
    std::string_view name;
    std::string_view sha256;
    std::string_view made_by;
};

constexpr KnownFile k_known[] = {
#include "verify/known_startup.inc"
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    if (from.empty()) return;
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Activation scripts hold the environment's path and name; other files are the same everywhere.
bool has_place(std::string_view name) {
    return name.contains("ctivate");
}

bool in_table(std::string_view name, const std::string& text) {
    const auto digest = crypto::sha256(text).hex();
    return std::ranges::any_of(k_known, [&](const KnownFile& known) {
        return known.name == name && known.sha256 == digest;
    });
}

}  // namespace

std::string without_place(std::string text, const std::string& prefix, const std::string& name) {
    replace_all(text, prefix, "{prefix}");
    replace_all(text, "'(" + name + ") '", "'({name}) '");
    replace_all(text, "'" + name + "'", "'{name}'");
    // virtualenv's bash script quotes a prompt only where it has to.
    replace_all(text, "\"x\"" + name + " ", "\"x\"{name} ");
    replace_all(text, "_PROMPT=" + name + "\n", "_PROMPT={name}\n");
    return text;
}

bool is_known_file(const Environment& environment, std::string_view path, std::string_view name) {
    const auto text = environment.tree.read_file(path, k_file_limit);
    if (!text) return false;
    if (!has_place(name)) return in_table(name, *text);
    // The placeholder itself, written into a file, would pass for this environment's path, and a
    // shell would look for a folder of that name. xonsh's script has a variable of that name.
    if (!name.ends_with(".xsh") && (text->contains("{prefix}") || text->contains("{name}")))
        return false;
    for (const auto& prefix : environment.prefixes) {
        for (const auto& own : {prefix.filename().string(), environment.config.prompt}) {
            if (in_table(name, without_place(*text, prefix.string(), own))) return true;
            // venv quotes a path only where it has to.
            std::string unquoted = *text;
            replace_all(unquoted, "'" + prefix.string() + "'", prefix.string());
            if (in_table(name, without_place(unquoted, prefix.string(), own))) return true;
        }
    }
    return false;
}

}  // namespace spoke::verify
