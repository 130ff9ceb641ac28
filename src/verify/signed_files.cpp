#include "verify/signed_files.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/file.hpp"
#include "crypto/digest.hpp"
#include "python/entry_points.hpp"
#include "python/record.hpp"
#include "verify/installed_path.hpp"
#include "verify/scripts.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_text_limit = 64U << 20U;
constexpr std::uint64_t k_hash_limit = std::uint64_t{8} << 30U;
constexpr std::array<std::string_view, 6> k_installer_files = {
    "INSTALLER",     "REQUESTED",     "direct_url.json",
    "uv_cache.json", "uv_build.json", "provenance_url.json"};

class SignedFiles {
public:
    SignedFiles(const Environment& environment, const InstalledDistribution& found,
                const provenance::Manifest& manifest, std::size_t item, FileTable& table,
                Report& report)
        : environment_(environment),
          found_(found),
          manifest_(manifest),
          number_(item),
          table_(table),
          report_(report),
          item_(report.items[item]) {}

    void run() {
        for (const auto& file : manifest_.files) check_member(file.path, file.sha256);
        for (const auto& sbom : manifest_.sboms)
            check_member(found_.folder + "/" + sbom.name, sbom.sha256);
        claim_own(std::string(k_manifest_member));
        claim_own("RECORD");
        check_origin();
        check_console_scripts();
        check_dist_info();
        check_record();
        const bool whole = item_.files.modified.empty() && item_.files.missing.empty() &&
                           item_.files.extra.empty() && !has_errors(item_.findings);
        item_.integrity = whole ? Integrity::intact : Integrity::modified;
    }

private:
    void check_member(const std::string& member, const crypto::Sha256Digest& digest);
    Result<crypto::Sha256Digest> digest_of(const InstalledPath& place);
    void claim_own(const std::string& name);
    void check_origin();
    void check_console_scripts();
    void check_dist_info();
    void check_record();
    void check_record_line(const python::RecordEntry& entry);
    void add_error(const char* code, std::string where, std::string text) {
        item_.findings.push_back({Severity::error, code, std::move(where), std::move(text),
                                  "install the package anew into a fresh environment"});
    }

    const Environment& environment_;
    const InstalledDistribution& found_;
    const provenance::Manifest& manifest_;
    std::size_t number_;
    FileTable& table_;
    Report& report_;
    Item& item_;
    std::set<std::string> allowed_;  ///< what RECORD may name, as paths of the environment
};

Result<crypto::Sha256Digest> SignedFiles::digest_of(const InstalledPath& place) {
    if (place.placement == Placement::script) {
        SPOKE_TRY(const auto text, environment_.tree.read_file(place.path, k_text_limit));
        // A binary in `.data/scripts` is installed as it is.
        if (!text.starts_with("#!")) return crypto::sha256(text);
        const auto restored = restore_shebang(text, environment_.interpreters());
        return crypto::sha256(restored.empty() ? text : restored);
    }
    SPOKE_TRY(const auto file, environment_.tree.open_file(place.path));
    SPOKE_TRY(const auto digests, crypto::hash_file(file.get()));
    return digests.sha256;
}

void SignedFiles::check_member(const std::string& member, const crypto::Sha256Digest& digest) {
    ++item_.files.total;
    const auto place =
        installed_path(environment_, found_.site, found_.folder, manifest_.project, member);
    if (!place) {
        add_error("unknown_scheme", member, "where an installer puts this file is not known");
        return;
    }
    allowed_.insert(place->path);
    if (place->placement == Placement::script && !environment_.is_venv()) {
        // Whose interpreter would be the right one can't be told; the file stays nobody's (V7).
        --item_.files.total;
        item_.findings.push_back({Severity::warning, "script_not_judged", place->path,
                                  "a folder without an interpreter of its own: this command is not "
                                  "judged",
                                  ""});
        return;
    }
    const auto* state = table_.find(place->path);
    if (state == nullptr) {
        item_.files.missing.push_back(place->path);
        return;
    }
    table_.claim(place->path, Claim::signed_file, number_);
    if (state->entry->kind != base::EntryKind::file) {
        item_.files.modified.push_back(place->path);
        add_error("not_a_file", place->path,
                  "a link or special file stands in the place of a signed file");
        return;
    }
    if (state->entry->size > k_hash_limit) {
        item_.files.modified.push_back(place->path);
        return;
    }
    const auto actual = digest_of(*place);
    if (!actual) {
        report_.unreadable.push_back(actual.error().describe());
        item_.files.modified.push_back(place->path);
    } else if (*actual == digest) {
        ++item_.files.intact;
    } else {
        item_.files.modified.push_back(place->path);
    }
}

void SignedFiles::claim_own(const std::string& name) {
    const auto path = found_.path_of(name);
    allowed_.insert(path);
    const auto* state = table_.find(path);
    if (state == nullptr) return;
    if (state->entry->kind != base::EntryKind::file)
        add_error("not_a_file", path, "a link or special file stands in its place");
    table_.claim(path, Claim::signed_file, number_);
}

/// direct_url.json is the installer's word, but pip and others act by it (V4).
void SignedFiles::check_origin() {
    if (item_.flags.empty()) return;
    add_error("direct_url", found_.path_of("direct_url.json"),
              "it says that the package is from a folder or a repository (" + item_.origin +
                  "), but its files are those of a signed wheel");
}

/// Only what the signed entry points name, and only as a known installer writes it.
void SignedFiles::check_console_scripts() {
    const std::string path = found_.path_of("entry_points.txt");
    const bool is_signed =
        std::ranges::any_of(manifest_.files, [&](const crypto::PayloadFile& file) {
            return file.path == found_.folder + "/entry_points.txt";
        });
    const auto text = environment_.tree.read_file(path, k_text_limit);
    if (!is_signed || !text ||
        std::ranges::find(item_.files.modified, path) != item_.files.modified.end())
        return;
    const auto entry_points = python::EntryPoints::parse(*text);
    if (!entry_points) return;
    for (const auto& script : scripts_of(*entry_points, manifest_.project, environment_.python)) {
        const std::string script_path = "bin/" + script.name;
        if (!environment_.is_venv()) allowed_.insert(script_path);
        const auto* state = table_.find(script_path);
        if (state == nullptr || state->claim != Claim::none || !environment_.is_venv()) continue;
        allowed_.insert(script_path);
        const auto body = environment_.tree.read_file(script_path, k_text_limit);
        const bool known =
            body && !recognise_script(*body, script.entry, environment_.interpreters()).empty();
        table_.claim(script_path, Claim::script, number_);
        if (known) continue;
        item_.files.modified.push_back(script_path);
        add_error("script", script_path,
                  "this command is not what an installer makes of the signed entry point " +
                      script.entry.name + " for this environment's interpreter");
    }
}

/// A file that nobody signed in a dist-info adds entry points, hooks or metadata.
void SignedFiles::check_dist_info() {
    const std::string prefix = found_.path() + "/";
    for (auto& [path, state] : table_.files()) {
        if (!path.starts_with(prefix) || state.claim != Claim::none) continue;
        if (is_installer_file(path.substr(prefix.size())) &&
            state.entry->kind == base::EntryKind::file) {
            table_.claim(path, Claim::installer, number_);
            allowed_.emplace(path);
            continue;
        }
        table_.claim(path, Claim::unsigned_file, number_);
        item_.files.extra.emplace_back(path);
    }
}

void SignedFiles::check_record() {
    const auto text = environment_.tree.read_file(found_.path_of("RECORD"), k_text_limit);
    if (!text) {
        item_.findings.push_back({Severity::warning, "no_record", found_.path_of("RECORD"),
                                  "RECORD is missing; the files were compared with the manifest",
                                  ""});
        return;
    }
    const auto record = python::Record::parse(*text);
    if (!record) {
        add_error("record", found_.path_of("RECORD"), record.error().describe());
        return;
    }
    for (const auto& entry : record->entries()) check_record_line(entry);
}

void SignedFiles::check_record_line(const python::RecordEntry& entry) {
    const auto path = recorded_path(environment_, found_.site, entry.path);
    if (!path) {
        add_error("record_path", entry.path, "RECORD names a path outside of the environment");
        return;
    }
    if (allowed_.contains(*path)) return;
    const bool bytecode = path->contains("__pycache__/") && path->ends_with(".pyc");
    if (bytecode) return;  // judged as bytecode, whoever names it
    add_error("record_extra", *path, "RECORD names a file that the manifest does not have");
}

}  // namespace

bool is_installer_file(std::string_view name) {
    return std::ranges::find(k_installer_files, name) != k_installer_files.end();
}

void check_signed_files(const Environment& environment, const InstalledDistribution& found,
                        const provenance::Manifest& manifest, std::size_t item, FileTable& table,
                        Report& report) {
    SignedFiles(environment, found, manifest, item, table, report).run();
}

}  // namespace spoke::verify
