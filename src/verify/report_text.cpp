#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/encoding.hpp"
#include "verify/report.hpp"

namespace spoke::verify {
namespace {

constexpr std::size_t k_shown_files = 20;

std::string details_of(const Item& item) {
    std::string out = "Version: " + base::printable(item.version);
    if (item.verified())
        out += " (verified via per-package SBOM - built from source by " +
               base::printable(item.builder) + ")";
    return out;
}

void add_list(std::string& out, std::string_view label, const std::vector<std::string>& paths) {
    for (std::size_t i = 0; i < std::min(paths.size(), k_shown_files); ++i)
        out += fmt::format("    {}: {}\n", label, base::printable(paths[i]));
    if (paths.size() > k_shown_files)
        out += fmt::format("    {}: and {} more\n", label, paths.size() - k_shown_files);
}

void add_findings(std::string& out, const Findings& findings, std::string_view indent) {
    for (const auto& finding : findings) {
        const char* weight = finding.severity == Severity::error     ? "error"
                             : finding.severity == Severity::warning ? "warning"
                                                                     : "note";
        out += fmt::format("{}{} [{}] {}{}{}\n", indent, weight, finding.code,
                           base::printable(finding.where), finding.where.empty() ? "" : ": ",
                           base::printable(finding.text));
        if (!finding.hint.empty())
            out += fmt::format("{}  {}\n", indent, base::printable(finding.hint));
    }
}

void add_item(std::string& out, const Item& item, Detail detail) {
    out += fmt::format("- {}\n  Status: {}\n", base::printable(item.name), status_text(item));
    if (!item.is_orphan()) {
        out += "  Details: " + details_of(item) + "\n";
        out += fmt::format("  Python package: {}=={}\n", base::printable(item.name),
                           base::printable(item.version));
    }
    if (detail == Detail::files && item.files.total > 0)
        out += fmt::format("  Files: {} of {} as signed\n", item.files.intact, item.files.total);
    if (!item.prebuilt.empty())
        out += fmt::format("  Ready-made binaries from its source: {}\n", item.prebuilt.size());
    if (!item.seed_ancestry.empty())
        out += fmt::format("  Built with seeds in its ancestry: {}\n", item.seed_ancestry.size());
    add_list(out, "modified", item.files.modified);
    add_list(out, "missing", item.files.missing);
    add_list(out, "extra", item.files.extra);
    add_findings(out, item.findings, "    ");
}

/// What a reader must see first: broken things, then the unverified, then the verified.
int rank_of(const Item& item) {
    switch (item.integrity) {
        case Integrity::invalid:
            return 0;
        case Integrity::modified:
            return 1;
        case Integrity::unknown:
            return 2;
        case Integrity::unsigned_:
            return 3;
        case Integrity::intact:
            return 4;
    }
    return 4;
}

std::vector<const Item*> sorted(const Report& report) {
    std::vector<const Item*> items;
    for (const auto& item : report.items) items.push_back(&item);
    std::ranges::sort(items, {}, [](const Item* item) {
        return std::tuple(rank_of(*item), std::string_view(item->name),
                          std::string_view(item->path));
    });
    return items;
}

}  // namespace

std::string status_text(const Item& item) {
    if (item.is_orphan()) return "Not verified: files that no package owns";
    switch (item.integrity) {
        case Integrity::intact:
            if (item.source_kind == "sdist")
                return "Verified as built from source (upstream's published sdist)";
            if (item.source_kind == "archive")
                return "Verified as built from source (a release archive)";
            if (item.source_kind == "repository") return "Verified as built from source";
            return "Verified as uploaded here";
        case Integrity::modified:
            return "MODIFIED: differs from what was signed";
        case Integrity::invalid:
            return "INVALID: its manifest can't be believed";
        case Integrity::unsigned_:
            return "Not verified: not built here";
        case Integrity::unknown:
            return "Not verified: could not be judged";
    }
    return "Not verified";
}

std::string render_text(const Report& report, Detail detail) {
    std::string out = "Artifact: " + base::printable(report.artifact) + "\n";
    if (!report.trust.problem.empty())
        out += "Trust: " + base::printable(report.trust.problem) + "\n";
    else
        out += fmt::format("Trust: {} (version {}, until {})\n", base::printable(report.trust.file),
                           report.trust.version, report.trust.expires);
    out += fmt::format("Verification Coverage: {}%\nVerified packages: {} of {}\n",
                       report.coverage_text(), report.verified_count(), report.items.size());
    if (report.files.total > 0)
        out += fmt::format(
            "Files: {} in signed manifests, {} of unsigned packages, {} compiled, {} nobody's\n",
            report.files.signed_, report.files.unsigned_, report.files.bytecode,
            report.files.orphan);
    if (!report.interpreter.empty())
        out += "Interpreter: " + base::printable(report.interpreter) + " (not covered)\n";
    if (!report.findings.empty() || !report.unreadable.empty()) {
        out += "\nFindings:\n";
        add_findings(out, report.findings, "  ");
        for (const auto& text : report.unreadable)
            out += "  error [unreadable] " + base::printable(text) + "\n";
    }
    out += "\nPackages:\n";
    for (const auto* item : sorted(report)) {
        if (detail == Detail::files || !item->verified()) {
            add_item(out, *item, detail);
        }
    }
    if (detail == Detail::summary && report.verified_count() > 0)
        out += fmt::format("- {} verified; --detailed lists them\n", report.verified_count());
    out +=
        "\nVerified means: built here from the source that is named, and unchanged since. It says "
        "nothing "
        "about\nwhat that source does. The interpreter and its standard library are not covered.\n";
    return out;
}

}  // namespace spoke::verify
