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
#include "provenance/key_files.hpp"
#include "provenance/trust.hpp"

namespace spoke::provenance {

inline constexpr std::chrono::days k_root_lifetime{365 * 20};
inline constexpr std::chrono::days k_leaf_lifetime{365 * 3};

/// The keys of one trust domain in one folder (0700, the signer's): `root.crt`, `root.pem`, for
/// each purpose `<purpose>.pem` (key and certificate, so that they can't part), and
/// `trust.dsse.json`. `root.pem` is needed to issue keys and to sign the trust file, and for
/// nothing else: an operator takes it away and brings it when one of these is due. Not
/// thread-safe; LocalSigner guards it. Clock and random outlive it.
class KeyStore {
public:
    /// At the first start makes root, leaves and trust file; a first start that was interrupted is
    /// finished. Later a missing or unreadable file is an error that names it: keys are never made
    /// anew in silence. `builder_name` (at most 59 characters) is for people and counts at the
    /// first start only; empty: there must be keys already, else `not_found`.
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
    /// The trust file once more, with the next version and a new end; leaf keys whose certificates
    /// end before it are replaced.
    Result<void> renew_trust();
    /// A new key for a purpose; the former stays trusted for what it signed until now.
    Result<void> replace_leaf(crypto::Purpose purpose);
    /// The key is believed no longer, whatever it signed; where it is in use a new one is made.
    Result<void> revoke(const std::string& key_id, const std::string& reason);

    /// Reads all again if a command of this machine has written a newer trust file.
    Result<void> reload_if_changed();

private:
    KeyStore(std::filesystem::path folder, crypto::Certificate root, const base::Clock& clock,
             base::Random& random);
    static Result<void> make_root(const std::filesystem::path& folder,
                                  const std::string& builder_name, const base::Clock& clock,
                                  base::Random& random);
    Result<void> make_first_trust(const std::string& builder_name);
    Result<void> load_trust();
    Result<void> load_leaves();
    Result<void> name_unnamed_leaves();
    Result<LeafKey> make_leaf(crypto::Purpose purpose, const std::string& builder_name,
                              const crypto::PrivateKey& root_key);
    Result<crypto::PrivateKey> load_root_key() const;
    Result<void> sign_next(TrustFile next, const crypto::PrivateKey& root_key);
    Result<void> replace_in(TrustFile& next, crypto::Purpose purpose,
                            const crypto::PrivateKey& root_key);
    TrustedKey scope_of(const crypto::Certificate& certificate) const;
    std::filesystem::path leaf_path(crypto::Purpose purpose) const;

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
