#include "verify/verify.hpp"

#include <algorithm>
#include <system_error>
#include <tuple>

#include "verify/distributions.hpp"
#include "verify/environment.hpp"
#include "verify/file_table.hpp"
#include "verify/orphans.hpp"
#include "verify/shadowing.hpp"
#include "verify/startup.hpp"
#include "verify/trust.hpp"
#include "verify/wheel.hpp"

namespace spoke::verify {
namespace {

constexpr unsigned k_others_may_write = 0002;

void append(Findings& to, Findings from) {
    for (auto& finding : from) to.push_back(std::move(finding));
}

/// V9: what may change behind the verdict's back.
void check_openness(const Environment& environment, Report& report) {
    std::size_t writable = 0;
    std::size_t linked = 0;
    std::string example;
    for (const auto& entry : environment.listing.entries) {
        const bool open =
            entry.kind != base::EntryKind::link && (entry.mode & k_others_may_write) != 0;
        // uv's lock file is empty and open on purpose.
        if (open && entry.path != ".lock") {
            ++writable;
            if (example.empty()) example = entry.path;
        }
        if (entry.kind == base::EntryKind::file && entry.links > 1) ++linked;
    }
    if (writable > 0)
        report.findings.push_back(
            {Severity::warning, "world_writable", example,
             std::to_string(writable) + " files or folders can be changed by every user",
             "chmod -R o-w the environment, then verify again"});
    if (linked > 0)
        report.findings.push_back(
            {Severity::note, "hard_links", "",
             std::to_string(linked) +
                 " files are hard links, as uv makes them into its cache: a change there "
                 "changes them here",
             "verify again later, or install with UV_LINK_MODE=copy"});
}

Result<void> verify_environment(const std::filesystem::path& path, const Options& options,
                                const Trust& trust, Report& report) {
    SPOKE_TRY(const auto environment, open_environment(path));
    for (const auto& error : environment.listing.unreadable)
        report.unreadable.push_back(error.describe());
    FileTable table(environment.listing);
    add_distributions(environment, trust.file ? &trust.file->trust : nullptr, options.now, table,
                      report);
    append(report.findings, check_startup(environment, table));
    append(report.findings, check_bytecode(environment, table, options.bytecode));
    mark_shadowed(environment, table, report);
    add_orphans(environment, table, report);
    check_openness(environment, report);
    report.interpreter = environment.config.home;
    report.files = table.summarise();
    return ok();
}

}  // namespace

Result<Report> verify_path(const std::filesystem::path& path, const Options& options) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (code) return fail(error_from_errno(code.value(), path.string()));
    const Trust trust = load_trust(options.trust, options.now);
    Report report;
    report.artifact = path.string();
    report.generated = options.now;
    report.trust = trust.info;
    report.findings = trust.findings;
    if (std::filesystem::is_directory(status)) {
        SPOKE_TRY(verify_environment(path, options, trust, report));
    } else if (path.extension() == ".whl") {
        auto item = verify_wheel(path, trust.file ? &trust.file->trust : nullptr, options.now);
        if (item)
            report.items.push_back(*std::move(item));
        else
            report.unreadable.push_back(item.error().describe());
    } else {
        return fail(
            ErrorCode::invalid,
            path.string() +
                " is neither a folder nor a wheel; name a virtual environment or a .whl file");
    }
    std::ranges::sort(report.items, {},
                      [](const Item& item) { return std::tie(item.name, item.path); });
    return report;
}

}  // namespace spoke::verify
