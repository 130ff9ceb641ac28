#pragma once

#include <optional>
#include <string>

#include "base/finding.hpp"
#include "base/time.hpp"
#include "crypto/dsse.hpp"
#include "provenance/statement.hpp"
#include "provenance/trust.hpp"

namespace spoke::provenance {

/// What a payload claims, which its signer must be allowed to claim.
struct SignedClaim {
    std::optional<crypto::Purpose> purpose;  ///< nothing: no key may sign this
    Issuer issuer;
    Tier tier = Tier::upstream;
    std::string project;
};

struct SignatureReport {
    std::string builder_name;
    std::string key_id;
    Findings findings;  ///< an error among them: not believed
};

/// Whether any signature of the envelope is by a key that the trust file allows for this claim. The
/// trust file's own time is the caller's question.
SignatureReport check_signatures(const crypto::Envelope& envelope, const SignedClaim& claim,
                                 const TrustFile& trust, base::Moment now);

}  // namespace spoke::provenance
