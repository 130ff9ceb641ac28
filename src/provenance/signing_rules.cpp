#include "provenance/signing_rules.hpp"

#include "base/encoding.hpp"
#include "provenance/verifier.hpp"
#include "python/file_name.hpp"
#include "python/project_name.hpp"
#include "python/version.hpp"

namespace spoke::provenance {
namespace {

constexpr std::size_t k_nonce_digits = 64;
constexpr std::chrono::minutes k_clock_slack{10};

std::unexpected<Error> refused(const std::string& why) {
    return fail(ErrorCode::invalid, "refused to sign: " + why);
}

Result<void> check_not_later(base::Moment moment, base::Moment now) {
    if (moment > now + k_clock_slack) return refused("it is said to have happened in the future");
    return ok();
}

Result<void> check_is_distribution(const std::string& file_name) {
    const auto parsed = python::parse_file_name(file_name);
    if (parsed.project() == nullptr)
        return refused("\"" + base::printable(file_name, 200) + "\" is no wheel or sdist");
    return ok();
}

/// A password in an address would be published with the statement.
Result<void> check_address(const std::string& address) {
    const auto scheme = address.find("://");
    if (scheme == std::string::npos) return ok();
    const auto authority = address.substr(scheme + 3, address.find('/', scheme + 3) - scheme - 3);
    if (authority.find('@') != std::string::npos)
        return refused("the address of the upstream holds credentials");
    return ok();
}

std::string statement_path(const Manifest& manifest) {
    return "integrity/" + base::percent_encode_segment(manifest.project) + "/" +
           base::percent_encode_segment(manifest.version) + "/" +
           base::percent_encode_segment(manifest.wheel) + "/provenance";
}

}  // namespace

Result<BuildOrder> check_ticket(const BuildTicket& ticket) {
    if (ticket.id.empty()) return refused("the ticket has no id");
    if (!base::is_lower_hex(ticket.nonce, k_nonce_digits))
        return refused("the ticket's nonce is not one of 256 bits");
    auto order = parse_build_order(ticket.order);
    if (!order) return fail_with_note(std::move(order).error(), "in the ticket's order");
    if (order->source.sha256.is_zero()) return refused("the ticket names no source");
    if (order->toolchain.is_zero()) return refused("the ticket names no toolchain");
    return order;
}

Result<Manifest> complete_manifest(const BuildTicket& ticket, Manifest manifest) {
    SPOKE_TRY(const auto order, check_ticket(ticket));
    if (!manifest_purpose(manifest.tier))
        return refused("files of the tier \"" + std::string(to_string(manifest.tier)) +
                       "\" carry no manifest");
    if (manifest.project != order.project || manifest.version != order.version)
        return refused("the manifest is of " + manifest.purl() + ", the ticket of " +
                       package_url(order.project, order.version));
    if (manifest.source != order.source)
        return refused("the manifest's source is not that of the ticket");
    if (manifest.build_number.empty()) return refused("the wheel has no build number");
    if (manifest.sboms.empty()) return refused("the wheel has no SBOM");
    for (const auto& finding : check_manifest_names(manifest)) return refused(finding.text);
    manifest.ticket = ticket.digest();
    manifest.statement.invocation = ticket.id.text();
    manifest.statement.predicate_type = std::string(k_predicate_slsa);
    manifest.statement.path = statement_path(manifest);
    return manifest;
}

Result<void> check_result(const BuildTicket& ticket, const BuildResult& result, base::Moment now) {
    SPOKE_TRY(const auto order, check_ticket(ticket));
    if (!manifest_purpose(result.tier))
        return refused("a build makes files of the tiers rebuilt and remediated only");
    SPOKE_TRY(const auto project, python::ProjectName::parse(order.project));
    SPOKE_TRY(const auto version, python::Version::parse(order.version));
    const auto parsed = python::parse_file_name(result.subject.file_name, project);
    if (parsed.project() == nullptr || parsed.version() == nullptr || *parsed.version() != version)
        return refused("\"" + base::printable(result.subject.file_name, 200) + "\" is no file of " +
                       package_url(order.project, order.version) + ", which the ticket is for");
    const bool is_wheel = parsed.kind == python::FileKind::wheel;
    if (is_wheel != result.payload.has_value())
        return refused("a wheel has a payload digest, and nothing else has");
    if (result.subject.sha256.is_zero()) return refused("the file has no digest");
    if (!is_equivalence(result.equivalence)) return refused("unknown equivalence level");
    if (result.finished < result.started) return refused("the build ended before it began");
    return check_not_later(result.finished, now);
}

Result<void> check_mirror(const MirrorStatement& statement, base::Moment now) {
    SPOKE_TRY(check_is_distribution(statement.subject.file_name));
    SPOKE_TRY(check_address(statement.upstream));
    SPOKE_TRY(check_address(statement.location));
    if (statement.digest_known != "verified" && statement.digest_known != "first_use")
        return refused("how the digest is known must be verified or first_use");
    return check_not_later(statement.fetched, now);
}

Result<void> check_upload(const UploadStatement& statement, base::Moment now) {
    SPOKE_TRY(check_is_distribution(statement.subject.file_name));
    if (statement.repository.empty() || statement.principal.empty())
        return refused("an upload has a repository and an uploader");
    return check_not_later(statement.uploaded, now);
}

}  // namespace spoke::provenance
