#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/certificate.hpp"
#include "crypto/key.hpp"

namespace spoke::crypto {

/// The bytes that are signed: `DSSEv1 SP len(type) SP type SP len(body) SP body` (DSSE protocol,
/// "Signature Definition").
std::string pre_authentication_encoding(std::string_view payload_type, std::string_view payload);

struct EnvelopeSignature {
    std::string key_id;     ///< a hint, never authenticated
    std::string signature;  ///< DER
    /// Leaf first, then its root; empty where the key is known otherwise. Our own member `chain`,
    /// which other readers of DSSE pass over. A claim: it never makes trust (threats.md V8).
    std::vector<Certificate> chain;
    /// Our own member `logProof`, JSON text: the slot for an inclusion proof, which can only be
    /// made after the signature. Empty: none.
    std::string log_proof;
};

/// A DSSE envelope (JSON form). `payload` is decoded once, here; use these bytes and never parse
/// the envelope again.
struct Envelope {
    std::string payload_type;
    std::string payload;
    std::vector<EnvelopeSignature> signatures;

    /// The signature that this key made over the payload and its type, or null.
    const EnvelopeSignature* find_signature(const PublicKey& key) const;
};

/// Larger texts, more signatures or longer chains are refused before any work.
inline constexpr std::size_t k_envelope_limit = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t k_signatures_limit = 16;
inline constexpr std::size_t k_chain_limit = 4;

Result<Envelope> parse_envelope(std::string_view json);
/// Compact, keys sorted, ends with a line feed.
std::string render_envelope(const Envelope& envelope);

/// An envelope with one signature. `chain` may be empty.
Result<Envelope> sign_envelope(std::string payload_type, std::string payload, const PrivateKey& key,
                               std::vector<Certificate> chain);

}  // namespace spoke::crypto
