#include "verify/environment.hpp"

#include <algorithm>
#include <map>
#include <system_error>

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_config_limit = 64 * 1024;
constexpr std::string_view k_site_suffix = "/site-packages";

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) {
        return c == ' ' || c == '\t' || c == '\r';
    };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

/// The `key = value` lines of pyvenv.cfg as site.py reads them: the last one wins, keys in any
/// case.
std::map<std::string, std::string> parse_config(std::string_view text) {
    std::map<std::string, std::string> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        std::string key(trimmed(line.substr(0, equals)));
        std::ranges::transform(key, key.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        out[key] = std::string(trimmed(line.substr(equals + 1)));
    }
    return out;
}

void find_sites(Environment& environment) {
    for (const auto& entry : environment.listing.entries) {
        const std::string_view path = entry.path;
        if (entry.kind != base::EntryKind::folder || !path.ends_with(k_site_suffix)) continue;
        const auto parent = path.substr(0, path.size() - k_site_suffix.size());
        // lib/python3.11/site-packages, and what Debian adds for its own Python.
        if (!parent.starts_with("lib/python") || std::ranges::count(parent, '/') != 1) continue;
        environment.sites.emplace_back(path);
        environment.python = std::string(parent.substr(std::string_view("lib/python").size()));
    }
}

bool holds_distributions(const base::Tree::Listing& listing) {
    return std::ranges::any_of(listing.entries, [](const base::TreeEntry& entry) {
        return entry.kind == base::EntryKind::folder && !entry.path.contains('/') &&
               (entry.path.ends_with(".dist-info") || entry.path.ends_with(".egg-info"));
    });
}

}  // namespace

std::string join_path(std::string_view folder, std::string_view name) {
    if (folder.empty()) return std::string(name);
    if (name.empty()) return std::string(folder);
    return std::string(folder) + "/" + std::string(name);
}

std::string_view Environment::within(std::string_view path, std::string_view folder) {
    if (folder.empty()) return path;
    if (!path.starts_with(folder) || path.size() <= folder.size() + 1 || path[folder.size()] != '/')
        return {};
    return path.substr(folder.size() + 1);
}

std::vector<std::string> Environment::interpreters() const {
    std::vector<std::string> out;
    for (const std::string& name :
         {std::string("python"), std::string("python3"), "python" + python})
        out.push_back((prefix / scripts / name).string());
    return out;
}

Result<Environment> open_environment(const std::filesystem::path& path) {
    std::error_code code;
    const auto absolute = std::filesystem::absolute(path, code).lexically_normal();
    if (code) return fail(error_from_errno(code.value(), path.string()));
    auto prefix = absolute.has_filename() ? absolute : absolute.parent_path();
    SPOKE_TRY(auto tree, base::Tree::open(prefix));
    SPOKE_TRY(auto listing, tree.list());
    Environment environment{std::move(prefix), std::move(tree), std::move(listing), {}, {}, {}, {}};
    if (const auto config = environment.tree.read_file("pyvenv.cfg", k_config_limit)) {
        const auto values = parse_config(*config);
        const auto value = [&](const char* key) {
            const auto found = values.find(key);
            return found == values.end() ? std::string() : found->second;
        };
        environment.scripts = "bin";
        environment.home = value("home");
        environment.system_site_packages = value("include-system-site-packages") == "true";
        find_sites(environment);
    } else if (holds_distributions(environment.listing)) {
        environment.sites.emplace_back();
    }
    if (environment.sites.empty())
        return fail(ErrorCode::invalid,
                    path.string() +
                        " is neither a virtual environment (no pyvenv.cfg with "
                        "lib/python3.*/site-packages) "
                        "nor a folder with installed distributions (*.dist-info)");
    return environment;
}

}  // namespace spoke::verify
