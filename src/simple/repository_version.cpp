#include "simple/repository_version.hpp"

#include "base/encoding.hpp"

#include <charconv>
#include <optional>
#include <string>

namespace spoke::simple {

namespace {

constexpr unsigned k_major = 1;
constexpr unsigned k_minor = 4;

std::optional<unsigned> parse_number(std::string_view text) {
    unsigned value = 0;
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto result = std::from_chars(begin, end, value);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return value;
}

}  // namespace

Result<void> check_repository_version(std::string_view version, Findings& findings) {
    const auto dot = version.find('.');
    const auto major = parse_number(version.substr(0, dot));
    const auto minor =
        dot == std::string_view::npos ? std::optional(0U) : parse_number(version.substr(dot + 1));
    const std::string shown = base::printable(version, 40);
    if (!major || !minor)
        return fail(ErrorCode::invalid, "not a version of the simple repository API: " + shown);
    if (*major != k_major)
        return fail(ErrorCode::unsupported, "the index speaks version " + shown +
                                                " of the simple repository API; 1.x is known");
    if (*minor > k_minor)
        findings.push_back(Finding{Severity::note,
                                   "newer_minor_version",
                                   "api-version",
                                   "the index speaks " + shown + "; read as 1.4",
                                   {}});
    return ok();
}

}  // namespace spoke::simple
