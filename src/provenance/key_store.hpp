#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/certificate.hpp"
#include "crypto/key.hpp"
#include "provenance/trust.hpp"

namespace spoke::provenance {

/// A leaf key with its certificate.
struct LeafKey {
    crypto::PrivateKey key;
    crypto::Certificate certificate;
};

/// The keys of one trust domain in one folder (0700, the signer's): `root.crt`, `root.pem`,
/// `<purpose>.crt`, `<purpose>.pem` and `trust.dsse.json`. `root.pem` is needed to issue keys and
/// to sign the trust file, and for nothing else: an operator takes it away and brings it when one
/// of these is due. Not thread-safe; LocalSigner guards it.
class KeyStore {
public:
    /// At the first start makes root, leaves and trust file; a first start that was interrupted is
    /// finished. Later a missing or unreadable file is an error that names it: keys are never made
    /// anew in silence. `builder_name` is for people and counts at the first start only.
    static Result<KeyStore> open(const std::filesystem::path& folder,
                                 const std::string& builder_name, const base::Clock& clock,
                                 base::Random& random);

    const crypto::Certificate& root() const { return root_; }
    const LeafKey& leaf(crypto::Purpose purpose) const;
    const std::string& builder_name() const { return trust_.builder_name; }
    const std::string& builder_id() const { return builder_id_; }
    const std::string& trust_domain() const { return trust_.trust_domain; }
    const TrustFile& trust() const { return trust_; }
    const std::string& trust_text() const { return trust_text_; }  ///< the signed file
    bool has_root_key() const;

    // These need root.pem; without it they are `unavailable` and say what to do.
    /// The trust file once more, with the next version and a new end.
    Result<void> renew_trust();
    /// A new key for a purpose; the former stays trusted for what it signed until now.
    Result<void> replace_leaf(crypto::Purpose purpose);
    /// The key is believed no longer, and where it is in use a new one is made.
    Result<void> revoke(const std::string& key_id, const std::string& reason);

private:
    struct Place;
    KeyStore(std::filesystem::path folder, crypto::Certificate root, const base::Clock& clock,
             base::Random& random);
    Result<void> make_first_keys(const std::string& builder_name);
    Result<void> make_leaf(crypto::Purpose purpose, const crypto::PrivateKey& root_key);
    Result<void> load_leaves();
    Result<void> load_trust();
    Result<crypto::PrivateKey> load_root_key() const;
    Result<void> store_trust(TrustFile trust, const crypto::PrivateKey& root_key);
    TrustedKey scope_of(const crypto::Certificate& certificate) const;

    std::filesystem::path folder_;
    crypto::Certificate root_;
    std::string builder_id_;
    std::map<crypto::Purpose, LeafKey> leaves_;
    TrustFile trust_;
    std::string trust_text_;
    const base::Clock* clock_;
    base::Random* random_;
};

}  // namespace spoke::provenance
