#pragma once

#include <chrono>

#include "base/caller.hpp"
#include "base/channel.hpp"
#include "base/pool.hpp"
#include "provenance/signer.hpp"

namespace spoke::provenance {

/// The signer in another process, over a channel.
class RemoteSigner final : public Signer {
public:
    explicit RemoteSigner(base::Channel channel);

    Result<SignerInfo> describe() override;
    Result<std::string> sign_manifest(const BuildTicket& ticket, Manifest manifest) override;
    Result<std::string> sign_rebuild(const BuildTicket& ticket, const BuildResult& result) override;
    Result<std::string> sign_mirror(const MirrorStatement& statement) override;
    Result<std::string> sign_upload(const UploadStatement& statement) override;
    Result<std::string> trust_file() override;
    Result<std::string> renew_trust() override;

private:
    Result<std::string> ask(const std::string& request);
    Result<std::string> ask_for_text(const std::string& request);
    base::Caller caller_;
};

/// Answers requests until the peer closes. A request that is not one of the above, has a field
/// that is not known, or a descriptor, is refused, and the next one is answered.
Result<void> serve_signer(base::Channel& channel, base::Pool& pool, Signer& signer);

}  // namespace spoke::provenance
