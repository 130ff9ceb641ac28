#include "verify/environment.hpp"

#include <algorithm>
#include <system_error>

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_config_limit = 64U << 10U;
constexpr std::string_view k_config = "pyvenv.cfg";
constexpr std::string_view k_site_suffix = "/site-packages";

Finding layout_error(std::string code, std::string where, std::string text) {
    return {Severity::error, std::move(code), std::move(where), std::move(text),
            "make the environment anew"};
}

/// `lib/python3.11` → `3.11`, also for the lib64 of systems that have a second root there.
std::string_view version_of(std::string_view folder) {
    for (const std::string_view start : {"lib/python", "lib64/python"})
        if (folder.starts_with(start) && !folder.substr(start.size()).contains('/'))
            return folder.substr(start.size());
    return {};
}

/// A link in the place of a folder that Python imports or runs from leads out of what is looked at.
void check_folder_link(Environment& environment, const base::TreeEntry& entry) {
    const std::string_view path = entry.path;
    const bool root = path == "lib" || path == "bin" || (path == "lib64" && entry.target != "lib");
    std::string_view parent = path;
    if (parent.ends_with(k_site_suffix)) parent.remove_suffix(k_site_suffix.size());
    if (root || !version_of(parent).empty())
        environment.findings.push_back(
            layout_error("linked_folder", entry.path,
                         "this folder is a link to " + entry.target +
                             ": what Python uses there is not part of the environment"));
}

void find_sites(Environment& environment) {
    for (const auto& entry : environment.listing.entries) {
        if (entry.kind == base::EntryKind::link) check_folder_link(environment, entry);
        std::string_view parent = entry.path;
        if (entry.kind != base::EntryKind::folder || !parent.ends_with(k_site_suffix)) continue;
        parent.remove_suffix(k_site_suffix.size());
        const auto version = version_of(parent);
        if (version.empty()) continue;
        environment.sites.emplace_back(entry.path);
        environment.python = std::string(version);
    }
    // Which of two roots is imported from is the interpreter's to say, and it is not run here.
    if (environment.sites.size() > 1)
        environment.findings.push_back(
            layout_error("several_import_roots", environment.sites.back(),
                         "there is more than one site-packages: which one Python imports from "
                         "can't be told from the files"));
    const auto& said = environment.config.python;
    if (!said.empty() && !environment.python.empty() && environment.python != said &&
        environment.python != said + "t")
        environment.findings.push_back(layout_error("python_version", std::string(k_config),
                                                    "it is of Python " + said +
                                                        ", and the packages are Python " +
                                                        environment.python + "'s"));
}

bool holds_distributions(const base::Tree::Listing& listing) {
    return std::ranges::any_of(listing.entries, [](const base::TreeEntry& entry) {
        return entry.kind == base::EntryKind::folder && !entry.path.contains('/') &&
               (entry.path.ends_with(".dist-info") || entry.path.ends_with(".egg-info"));
    });
}

bool has_entry(const base::Tree::Listing& listing, std::string_view path) {
    return std::ranges::any_of(listing.entries,
                               [&](const base::TreeEntry& entry) { return entry.path == path; });
}

Result<std::vector<std::filesystem::path>> spellings_of(const std::filesystem::path& path) {
    std::error_code code;
    const auto absolute = std::filesystem::absolute(path, code).lexically_normal();
    if (code) return fail(error_from_errno(code.value(), path.string()));
    const auto resolved = std::filesystem::canonical(path, code);
    if (code) return fail(error_from_errno(code.value(), path.string()));
    std::vector<std::filesystem::path> out = {absolute.has_filename() ? absolute
                                                                      : absolute.parent_path()};
    if (resolved != out.front()) out.push_back(resolved);
    return out;
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
    if (!is_venv()) return out;
    for (const auto& prefix : prefixes)
        for (const std::string& name :
             {std::string("python"), std::string("python3"), "python" + python})
            out.push_back((prefix / scripts / name).string());
    return out;
}

Result<Environment> open_environment(const std::filesystem::path& path) {
    SPOKE_TRY(auto prefixes, spellings_of(path));
    SPOKE_TRY(auto tree, base::Tree::open(prefixes.front()));
    SPOKE_TRY(auto listing, tree.list());
    Environment environment{
        std::move(prefixes), std::move(tree), std::move(listing), {}, {}, {}, {}, {}};
    if (has_entry(environment.listing, k_config)) {
        // A link or an endless file in its place must not turn the environment into a bare folder.
        SPOKE_TRY(const auto text, environment.tree.read_file(k_config, k_config_limit));
        environment.config = parse_venv_config(text);
        environment.scripts = "bin";
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
