#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "provenance/manifest.hpp"
#include "provenance/statement.hpp"
#include "provenance/ticket.hpp"

// What the signer demands of facts before it signs them (threats.md F3, F13). `invalid` says which
// rule was broken.
namespace spoke::provenance {

Result<BuildOrder> check_ticket(const BuildTicket& ticket);
/// The manifest with what the signer fills in, apart from issuer and time.
Result<Manifest> complete_manifest(const BuildTicket& ticket, Manifest manifest);
Result<void> check_result(const BuildTicket& ticket, const BuildResult& result, base::Moment now);
Result<void> check_mirror(const MirrorStatement& statement, base::Moment now);
Result<void> check_upload(const UploadStatement& statement, base::Moment now);

}  // namespace spoke::provenance
