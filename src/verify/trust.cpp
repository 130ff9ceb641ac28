#include "verify/trust.hpp"

#include "base/file.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_trust_limit = 16U << 20U;

}  // namespace

Trust load_trust(const std::optional<std::filesystem::path>& path, base::Moment now) {
    Trust out;
    if (!path) {
        out.info.problem =
            "no trust file is known; name one with --trust FILE, or keep one with: spokeshave "
            "trust pin";
        return out;
    }
    out.info.file = path->string();
    const auto text = base::read_file(*path, k_trust_limit);
    if (!text) {
        out.info.problem = "the trust file can't be read: " + text.error().describe();
        return out;
    }
    auto parsed = provenance::parse_signed_trust(*text);
    if (!parsed) {
        out.info.problem = "the trust file is not valid: " + parsed.error().describe();
        return out;
    }
    out.info.version = parsed->trust.version;
    out.info.expires = base::format_rfc3339(parsed->trust.expires);
    for (auto& finding : provenance::check_trust_time(parsed->trust, now)) {
        if (finding.severity == Severity::error && out.info.problem.empty())
            out.info.problem = finding.text + (finding.hint.empty() ? "" : "; " + finding.hint);
        else
            out.findings.push_back(std::move(finding));
    }
    if (out.info.problem.empty()) out.file = *std::move(parsed);
    return out;
}

}  // namespace spoke::verify
