#include "verify/installed_distribution.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "python/metadata.hpp"
#include "python/project_name.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_text_limit = 8U << 20U;
constexpr std::uint64_t k_manifest_limit = 64U << 20U;
constexpr std::uint64_t k_installer_limit = 200;

std::string first_line(std::string text) {
    text = text.substr(0, text.find_first_of("\r\n"));
    return base::printable(text, 60);
}

/// PEP 610: what direct_url.json says of where it came from.
std::string origin_of(const Environment& environment, const InstalledDistribution& found) {
    const auto text = environment.tree.read_file(found.path_of("direct_url.json"), k_text_limit);
    if (!text) return "index";
    const auto value = base::parse_json(*text);
    if (!value || !value->is_object()) return "unknown";
    if (const auto folder = value->find("dir_info");
        folder != value->end() && folder->is_object()) {
        const auto editable = folder->find("editable");
        return editable != folder->end() && editable->is_boolean() && editable->get<bool>()
                   ? "editable"
                   : "local";
    }
    if (value->contains("vcs_info")) return "vcs";
    return "archive";
}

/// The name and version of METADATA (or PKG-INFO), else of the folder's name.
void read_metadata(const Environment& environment, InstalledDistribution& found, const char* file,
                   std::vector<std::string>& unreadable) {
    const auto text = environment.tree.read_file(found.path_of(file), k_text_limit);
    if (text) {
        if (const auto report = python::parse_core_metadata(*text)) {
            if (report->metadata.name) found.metadata_name = report->metadata.name->written();
            found.metadata_version = report->metadata.version_text;
        }
    } else if (text.error().code != ErrorCode::not_found) {
        unreadable.push_back(text.error().describe());
    }
    std::string name = found.metadata_name;
    if (name.empty()) name = found.folder.substr(0, found.folder.find('-'));
    found.item.name = python::normalize_name(name);
    found.item.version = found.metadata_version;
}

std::string lowered_ending(std::string_view name) {
    std::string out(name.substr(std::min(name.rfind('.'), name.size())));
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

void add_unusual_name(Item& item) {
    item.findings.push_back({Severity::error, "unusual_name", item.path,
                             "no installer writes the ending of this folder like that, and only "
                             "some tools see the distribution",
                             "remove it and install the package anew"});
}

}  // namespace

std::vector<InstalledDistribution> find_distributions(const Environment& environment,
                                                      const std::string& site,
                                                      std::vector<std::string>& unreadable) {
    std::vector<InstalledDistribution> out;
    for (const auto& entry : environment.listing.entries) {
        const auto below = Environment::within(entry.path, site);
        if (below.empty() || below.contains('/')) continue;
        // importlib.metadata takes these endings in any case, and follows links.
        const auto kind = lowered_ending(below);
        const bool modern = kind == ".dist-info" && entry.kind == base::EntryKind::folder;
        const bool legacy = kind == ".egg-info" || kind == ".egg-link";
        if (!modern && !legacy && kind != ".dist-info") continue;
        InstalledDistribution found{site, std::string(below), {}, {}, {}, {}};
        found.item.path = found.path();
        if (modern) {
            read_metadata(environment, found, "METADATA", unreadable);
            if (auto installer =
                    environment.tree.read_file(found.path_of("INSTALLER"), k_installer_limit))
                found.item.installer = first_line(*std::move(installer));
            found.item.origin = origin_of(environment, found);
            auto manifest =
                environment.tree.read_file(found.path_of(k_manifest_member), k_manifest_limit);
            if (manifest)
                found.manifest = *std::move(manifest);
            else if (manifest.error().code != ErrorCode::not_found)
                unreadable.push_back(manifest.error().describe());
            if (!below.ends_with(".dist-info")) add_unusual_name(found.item);
        } else if (entry.kind == base::EntryKind::link) {
            found.item.origin = "unknown";
            found.item.integrity = Integrity::unknown;
            found.item.name = std::string(below);
            found.item.findings.push_back({Severity::error, "linked_distribution", found.path(),
                                           "an installed distribution is a link to " + entry.target,
                                           "remove it and install the package anew"});
        } else {
            read_metadata(environment, found, "PKG-INFO", unreadable);
            found.item.origin = "legacy";
            found.item.integrity = Integrity::unknown;
        }
        out.push_back(std::move(found));
    }
    return out;
}

}  // namespace spoke::verify
