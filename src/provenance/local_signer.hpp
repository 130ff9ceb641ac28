#pragma once

#include <deque>
#include <map>
#include <string>

#include "base/guarded.hpp"
#include "provenance/key_store.hpp"
#include "provenance/signer.hpp"

namespace spoke::provenance {

/// Signs with the keys of a folder: the signer role, and tests. `clock` outlives it. A ticket signs
/// one payload (threats.md F3); that is remembered while the process lives, as a second lock behind
/// the catalog's.
class LocalSigner final : public Signer {
public:
    LocalSigner(KeyStore store, const base::Clock& clock);

    Result<SignerInfo> describe() override;
    Result<std::string> sign_manifest(const BuildTicket& ticket, Manifest manifest) override;
    Result<std::string> sign_rebuild(const BuildTicket& ticket, const BuildResult& result) override;
    Result<std::string> sign_mirror(const MirrorStatement& statement) override;
    Result<std::string> sign_upload(const UploadStatement& statement) override;
    Result<std::string> trust_file() override;
    Result<std::string> renew_trust() override;

private:
    struct State {
        KeyStore store;
        std::map<std::string, crypto::Sha256Digest> payloads;  ///< by nonce
        std::deque<std::string> nonces;                        ///< oldest first
    };
    static Result<void> remember(State& state, const std::string& nonce,
                                 const crypto::Sha256Digest& payload);
    static Result<std::string> sign(const State& state, crypto::Purpose purpose,
                                    std::string_view payload_type, std::string payload,
                                    base::Moment now);

    base::Guarded<State> state_;
    const base::Clock& clock_;
};

}  // namespace spoke::provenance
