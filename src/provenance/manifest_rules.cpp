#include "provenance/manifest_rules.hpp"

#include <algorithm>
#include <set>

#include "base/encoding.hpp"
#include "python/project_name.hpp"
#include "python/version.hpp"

namespace spoke::provenance {
namespace {

constexpr std::string_view k_own_prefix = "spokeshave.";
constexpr std::string_view k_sbom_prefix = "sboms/spokeshave.";

std::unexpected<Error> bad(const std::string& what) {
    return fail(ErrorCode::invalid, "the manifest " + what);
}

bool is_plain_text(std::string_view text) {
    return base::is_valid_utf8(text) && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\';
           });
}

/// Relative, of ordinary segments only: a path that an installer can't be led astray by.
bool is_safe_path(std::string_view path) {
    if (path.empty() || path.size() > 4096 || !is_plain_text(path)) return false;
    while (true) {
        const auto slash = path.find('/');
        const auto segment = path.substr(0, slash);
        if (segment.empty() || segment == "." || segment == "..") return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

/// RECORD and all that is ours by name: outside the payload, so never among its files.
bool is_reserved(std::string_view path, std::string_view dist_info) {
    const auto folded = lower(path);
    const auto folder = lower(dist_info) + "/";
    if (!folded.starts_with(folder)) return false;
    const std::string_view inside = std::string_view(folded).substr(folder.size());
    return inside == "record" || inside.starts_with(k_own_prefix) ||
           inside.starts_with(k_sbom_prefix);
}

Result<void> check_names(const Manifest& manifest) {
    const auto project = python::ProjectName::parse(manifest.project);
    if (!project || project->normalized() != manifest.project)
        return bad("names a project that is not in normalized form");
    const auto version = python::Version::parse(manifest.version);
    if (!version || version->text() != manifest.version)
        return bad("names a version that is not in normalized form");
    const bool folder = manifest.dist_info.ends_with(".dist-info") &&
                        is_safe_path(manifest.dist_info) &&
                        manifest.dist_info.find('/') == std::string::npos;
    if (!folder) return bad("names no dist-info folder");
    if (!is_safe_path(manifest.wheel) || manifest.wheel.find('/') != std::string::npos)
        return bad("names no wheel file");
    if (!is_equivalence(manifest.equivalence)) return bad("has an unknown equivalence level");
    return ok();
}

Result<void> check_files(const Manifest& manifest) {
    std::set<std::string_view> seen;
    for (const auto& file : manifest.files) {
        const auto shown = base::printable(file.path, 200);
        if (!is_safe_path(file.path)) return bad("lists the path \"" + shown + "\"");
        if (is_reserved(file.path, manifest.dist_info))
            return bad("lists \"" + shown + "\", whose name is reserved");
        if (!seen.insert(file.path).second) return bad("lists \"" + shown + "\" twice");
    }
    if (manifest.files.empty()) return bad("lists no files");
    return ok();
}

Result<void> check_sboms(const Manifest& manifest) {
    std::set<std::string_view> seen;
    for (const auto& sbom : manifest.sboms)
        if (!sbom.name.starts_with(k_sbom_prefix) || !is_safe_path(sbom.name) ||
            sbom.name.find('/', k_sbom_prefix.size()) != std::string::npos ||
            !seen.insert(sbom.name).second)
            return bad("lists the SBOM \"" + base::printable(sbom.name, 200) + "\"");
    return ok();
}

}  // namespace

bool is_equivalence(std::string_view text) {
    return text.size() == 2 && text[0] == 'E' &&
           ((text[1] >= '0' && text[1] <= '6') || text[1] == 'N');
}

Result<void> check_manifest_content(const Manifest& manifest) {
    SPOKE_TRY(check_names(manifest));
    SPOKE_TRY(check_files(manifest));
    SPOKE_TRY(check_sboms(manifest));
    if (crypto::payload_digest(manifest.files, manifest.dist_info) != manifest.payload)
        return bad("has a payload digest that is not that of its files");
    return ok();
}

}  // namespace spoke::provenance
