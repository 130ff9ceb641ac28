#include "verify/unsigned_files.hpp"

#include "crypto/digest.hpp"
#include "python/record.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_text_limit = 64U << 20U;

bool differs(const Environment& environment, const std::string& path,
             const python::RecordEntry& entry) {
    const auto expected = entry.sha256_hex();
    if (!expected) return false;
    const auto file = environment.tree.open_file(path);
    if (!file) return true;
    const auto digests = crypto::hash_file(file->get());
    return !digests || digests->sha256.hex() != *expected;
}

}  // namespace

void claim_unsigned_files(const Environment& environment, const InstalledDistribution& found,
                          std::size_t item, FileTable& table, Report& report) {
    Item& own = report.items[item];
    const std::string prefix = found.path() + "/";
    for (auto& [path, state] : table.files())
        if (path.starts_with(prefix) || path == found.path())
            table.claim(path, Claim::unsigned_file, item);
    const auto text = environment.tree.read_file(found.path_of("RECORD"), k_text_limit);
    const auto record =
        text ? python::Record::parse(*text) : Result<python::Record>(fail(text.error()));
    if (!record) {
        if (own.integrity == Integrity::unsigned_) own.integrity = Integrity::unknown;
        own.findings.push_back({Severity::warning, "no_record", found.path_of("RECORD"),
                                "without a readable RECORD its files are not known", ""});
        return;
    }
    std::size_t code_files = 0;
    for (const auto& entry : record->entries()) {
        const auto path = base::normal_path(join_path(found.site, entry.path));
        if (!path) {
            own.findings.push_back({Severity::error, "record_path", entry.path,
                                    "RECORD names a path outside of the environment",
                                    "install it anew"});
            continue;
        }
        if (path->ends_with(".pyc")) continue;
        ++own.files.total;
        const bool in_dist_info = path->starts_with(prefix);
        if (table.find(*path) == nullptr) {
            own.files.missing.push_back(*path);
            continue;
        }
        if (!in_dist_info) {
            ++code_files;
            table.claim(*path, Claim::unsigned_file, item);
        }
        if (differs(environment, *path, entry)) own.files.modified.push_back(*path);
    }
    if (!own.files.modified.empty() || !own.files.missing.empty())
        own.findings.push_back({Severity::warning, "record_differs", found.path(),
                                "files differ from its own RECORD", "install it anew"});
    if (code_files == 0 && table.find(found.path_of("entry_points.txt")) != nullptr)
        own.findings.push_back(
            {Severity::error, "plugin_only", found.path(),
             "it has entry points and no files of its own: it plugs into other packages",
             "remove it, or find out who put it there"});
}

}  // namespace spoke::verify
