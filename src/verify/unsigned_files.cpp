#include "verify/unsigned_files.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "crypto/digest.hpp"
#include "python/record.hpp"
#include "verify/installed_path.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_text_limit = 64U << 20U;

Result<bool> differs(const Environment& environment, const std::string& path,
                     const python::RecordEntry& entry) {
    const auto expected = entry.sha256_hex();
    if (!expected) return false;
    SPOKE_TRY(const auto file, environment.tree.open_file(path));
    SPOKE_TRY(const auto digests, crypto::hash_file(file.get()));
    return digests.sha256.hex() != *expected;
}

/// The claims of a RECORD that nobody signed, entry by entry.
class UnsignedFiles {
public:
    UnsignedFiles(const Environment& environment, const InstalledDistribution& found,
                  std::size_t item, FileTable& table, Report& report)
        : environment_(environment),
          found_(found),
          number_(item),
          table_(table),
          report_(report),
          item_(report.items[item]) {}

    void run() {
        for (const auto& [path, state] : table_.files())
            if (path.starts_with(found_.path() + "/") || path == found_.path())
                table_.claim(path, Claim::unsigned_file, number_);
        read_record();
        check_plugin();
        check_removed_manifest();
    }

private:
    void read_record();
    void add_entry(const python::RecordEntry& entry);
    void check_plugin();
    void check_removed_manifest();
    void add(Severity severity, std::string code, std::string where, std::string text) {
        item_.findings.push_back({severity, std::move(code), std::move(where), std::move(text),
                                  severity == Severity::error
                                      ? "remove it, or find out who put it there"
                                      : "install it anew"});
    }

    const Environment& environment_;
    const InstalledDistribution& found_;
    std::size_t number_;
    FileTable& table_;
    Report& report_;
    Item& item_;
    std::size_t code_files_ = 0;
    bool names_manifest_ = false;
};

void UnsignedFiles::read_record() {
    const auto text = environment_.tree.read_file(found_.path_of("RECORD"), k_text_limit);
    const auto record =
        text ? python::Record::parse(*text) : Result<python::Record>(fail(text.error()));
    if (!record) {
        if (item_.integrity == Integrity::unsigned_) item_.integrity = Integrity::unknown;
        return add(Severity::warning, "no_record", found_.path_of("RECORD"),
                   "without a readable RECORD its files are not known");
    }
    for (const auto& entry : record->entries()) add_entry(entry);
    if (!item_.files.modified.empty() || !item_.files.missing.empty())
        add(Severity::warning, "record_differs", found_.path(), "files differ from its own RECORD");
}

void UnsignedFiles::add_entry(const python::RecordEntry& entry) {
    const auto path = recorded_path(environment_, found_.site, entry.path);
    if (!path)
        return add(Severity::error, "record_path", entry.path,
                   "RECORD names a path outside of the environment");
    if (*path == found_.path_of(k_manifest_member)) names_manifest_ = true;
    if (path->ends_with(".pyc")) return;
    ++item_.files.total;
    const auto* state = table_.find(*path);
    if (state == nullptr) {
        item_.files.missing.push_back(*path);
        return;
    }
    if (!path->starts_with(found_.path() + "/")) {
        ++code_files_;
        table_.claim(*path, Claim::unsigned_file, number_);
    }
    if (state->entry->kind != base::EntryKind::file) return;
    const auto changed = differs(environment_, *path, entry);
    if (!changed)
        report_.unreadable.push_back(changed.error().describe());
    else if (*changed)
        item_.files.modified.push_back(*path);
}

/// V4: pytest, flask and many others load what any distribution's entry points name.
void UnsignedFiles::check_plugin() {
    if (code_files_ == 0 && table_.find(found_.path_of("entry_points.txt")) != nullptr)
        add(Severity::error, "plugin_only", found_.path(),
            "it has entry points and no files of its own: it plugs into other packages");
}

/// A package of ours whose manifest is gone is not just somebody else's.
void UnsignedFiles::check_removed_manifest() {
    if (found_.manifest) return;
    const auto sboms = found_.path_of("sboms/spokeshave.");
    const bool traces = std::ranges::any_of(
        table_.files(), [&](const auto& file) { return file.first.starts_with(sboms); });
    if (!traces && !names_manifest_) return;
    item_.integrity = Integrity::modified;
    item_.files.missing.push_back(found_.path_of(k_manifest_member));
    add(Severity::error, "manifest_removed", found_.path_of(k_manifest_member),
        "the package was built here, and its signed manifest is gone");
}

}  // namespace

void claim_unsigned_files(const Environment& environment, const InstalledDistribution& found,
                          std::size_t item, FileTable& table, Report& report) {
    UnsignedFiles(environment, found, item, table, report).run();
}

}  // namespace spoke::verify
