#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/dsse.hpp"

namespace spoke::provenance {

inline constexpr std::string_view k_integrity_media_type = "application/vnd.pypi.integrity.v1+json";

/// A PEP 740 attestation object of a signed statement. `invalid` if it is not one that PEP 740 can
/// carry: one signature with its certificate, payload type of in-toto.
Result<std::string> render_attestation(const crypto::Envelope& statement);

/// A PEP 740 provenance object. The publisher's kind is our own ("Spokeshave"), never an imitation
/// of one that clients know.
Result<std::string> render_provenance_object(const std::vector<crypto::Envelope>& statements);

}  // namespace spoke::provenance
