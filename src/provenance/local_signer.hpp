#pragma once

#include "base/guarded.hpp"
#include "provenance/key_store.hpp"
#include "provenance/signer.hpp"

namespace spoke::provenance {

/// Signs with the keys of a folder: the signer role, and tests. `clock` outlives it.
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
    Result<std::string> sign(crypto::Purpose purpose, std::string_view payload_type,
                             std::string payload);

    base::Guarded<KeyStore> store_;
    const base::Clock& clock_;
    std::string builder_id_;
    std::string trust_domain_;
};

}  // namespace spoke::provenance
