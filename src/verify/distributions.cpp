#include "verify/distributions.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "provenance/verifier.hpp"
#include "python/project_name.hpp"
#include "verify/installed_distribution.hpp"
#include "verify/judged_manifest.hpp"
#include "verify/signed_files.hpp"
#include "verify/unsigned_files.hpp"

namespace spoke::verify {
namespace {

/// Without any trust nothing can be said of a signature; that is one problem of the whole report
/// and not of each item.
void drop_trust_findings(Item& item) {
    std::erase_if(item.findings,
                  [](const Finding& finding) { return finding.code == "trust_missing"; });
}

/// Under which names tools find it: pip reads METADATA, importlib.metadata the folder's name.
std::set<std::string> names_of(const InstalledDistribution& found) {
    return {found.item.name,
            python::normalize_name(found.folder.substr(0, found.folder.find('-')))};
}

/// V6: one name, one dist-info; of two, tools read different ones.
void mark_duplicates(const std::vector<InstalledDistribution>& all, std::size_t first,
                     Report& report) {
    std::map<std::string, std::size_t> counts;
    for (const auto& found : all)
        for (const auto& name : names_of(found)) ++counts[name];
    for (std::size_t i = 0; i < all.size(); ++i) {
        Item& item = report.items[first + i];
        for (const auto& name : names_of(all[i])) {
            if (counts[name] < 2) continue;
            item.integrity = Integrity::invalid;
            item.findings.push_back({Severity::error, "duplicate_distribution", item.path,
                                     "more than one installed distribution is called " + name,
                                     "remove all of them and install the wanted version anew"});
            break;
        }
    }
}

}  // namespace

void add_distributions(const Environment& environment, const provenance::TrustFile* trust,
                       base::Moment now, FileTable& table, Report& report) {
    std::vector<InstalledDistribution> all;
    for (const auto& site : environment.sites)
        for (auto& found : find_distributions(environment, site, report.unreadable))
            all.push_back(std::move(found));
    const std::size_t first = report.items.size();
    std::vector<provenance::ManifestReport> judged(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        report.items.push_back(all[i].item);
        Item& item = report.items.back();
        if (item.origin == "editable" || item.origin == "vcs" || item.origin == "local")
            item.flags.push_back(item.origin);
        if (!all[i].manifest) continue;
        const provenance::ManifestPlace place{
            all[i].folder, all[i].metadata_name, all[i].metadata_version, {}};
        judged[i] = provenance::verify_manifest(*all[i].manifest, trust, place, now);
        describe_judged(item, judged[i]);
        if (trust == nullptr) drop_trust_findings(item);
    }
    const auto believed = [&](std::size_t i) {
        return all[i].manifest && judged[i].verdict == provenance::Verdict::believed;
    };
    // Signed claims first: the RECORD of another distribution can't take a file away from a
    // manifest.
    for (std::size_t i = 0; i < all.size(); ++i)
        if (believed(i))
            check_signed_files(environment, all[i], *judged[i].manifest, first + i, table, report);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!believed(i)) claim_unsigned_files(environment, all[i], first + i, table, report);
    mark_duplicates(all, first, report);
}

}  // namespace spoke::verify
