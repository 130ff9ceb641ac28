#include "verify/report.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace spoke::verify {
namespace {

bool is_tampering(const Item& item) {
    return item.integrity == Integrity::modified || item.integrity == Integrity::invalid ||
           has_errors(item.findings);
}

}  // namespace

std::string_view to_string(Integrity integrity) {
    switch (integrity) {
        case Integrity::intact:
            return "intact";
        case Integrity::modified:
            return "modified";
        case Integrity::unsigned_:
            return "unsigned";
        case Integrity::invalid:
            return "invalid";
        case Integrity::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string Item::purl() const {
    if (is_orphan() || version.empty()) return {};
    return "pkg:pypi/" + name + "@" + base::percent_encode_segment(version);
}

std::size_t Report::verified_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(items, &Item::verified));
}

unsigned Report::coverage_hundredths() const {
    if (items.empty()) return 0;
    // Rounded to the nearest, but 100.00 only when all are verified.
    const std::size_t rounded = (verified_count() * 20000 + items.size()) / (2 * items.size());
    const std::size_t most = verified_count() == items.size() ? 10000 : 9999;
    return static_cast<unsigned>(std::min(rounded, most));
}

std::string Report::coverage_text() const {
    const unsigned value = coverage_hundredths();
    const std::string fraction = std::to_string(value % 100);
    return std::to_string(value / 100) + "." + (fraction.size() < 2 ? "0" : "") + fraction;
}

Outcome judge(const Report& report, const Policy& policy) {
    if (!report.trust.problem.empty()) return Outcome::trust_missing;
    if (std::ranges::any_of(report.items, is_tampering) || has_errors(report.findings))
        return Outcome::tampered;
    if (!report.unreadable.empty()) return Outcome::partial;
    if (policy.min_coverage_hundredths &&
        report.coverage_hundredths() < *policy.min_coverage_hundredths)
        return Outcome::not_met;
    return Outcome::met;
}

}  // namespace spoke::verify
