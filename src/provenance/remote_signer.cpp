#include "provenance/remote_signer.hpp"

#include "provenance/signer_wire.hpp"

namespace spoke::provenance {
namespace {

// Signing takes milliseconds; a signer that does not answer for so long is stuck.
constexpr std::chrono::seconds k_patience{30};

/// One request done; the answer's JSON.
class Answer {
public:
    explicit Answer(Signer& signer) : signer_(signer) {}

    Result<std::string> operator()(const DescribeRequest&) const {
        SPOKE_TRY(const auto info, signer_.describe());
        return render_info(info);
    }
    Result<std::string> operator()(const ManifestRequest& request) const {
        return text(signer_.sign_manifest(request.ticket, request.manifest));
    }
    Result<std::string> operator()(const RebuildRequest& request) const {
        return text(signer_.sign_rebuild(request.ticket, request.result));
    }
    Result<std::string> operator()(const MirrorRequest& request) const {
        return text(signer_.sign_mirror(request.statement));
    }
    Result<std::string> operator()(const UploadRequest& request) const {
        return text(signer_.sign_upload(request.statement));
    }
    Result<std::string> operator()(const TrustRequest&) const { return text(signer_.trust_file()); }
    Result<std::string> operator()(const RenewRequest&) const {
        return text(signer_.renew_trust());
    }

private:
    static Result<std::string> text(Result<std::string> result) {
        if (!result) return result;
        return render_text_answer(*result);
    }

    Signer& signer_;
};

Result<base::Reply> answer(const base::Message& message, Signer& signer) {
    if (!message.descriptors.empty())
        return fail(ErrorCode::invalid, "the signer takes no descriptors");
    SPOKE_TRY(const auto request, parse_request(message.json));
    SPOKE_TRY(auto json, std::visit(Answer(signer), request));
    return base::Reply{std::move(json), {}};
}

}  // namespace

RemoteSigner::RemoteSigner(base::Channel channel) : caller_(std::move(channel)) {}

Result<std::string> RemoteSigner::ask(const std::string& request) {
    auto message = caller_.call(request, {}, base::Deadline::after(k_patience));
    if (!message) return fail_with_note(std::move(message).error(), "asking the signer");
    return std::move(message)->json;
}

Result<std::string> RemoteSigner::ask_for_text(const std::string& request) {
    SPOKE_TRY(const auto json, ask(request));
    return parse_text_answer(json);
}

Result<SignerInfo> RemoteSigner::describe() {
    SPOKE_TRY(const auto json, ask(render_request(DescribeRequest{})));
    return parse_info(json);
}

Result<std::string> RemoteSigner::sign_manifest(const BuildTicket& ticket, Manifest manifest) {
    return ask_for_text(render_request(ManifestRequest{ticket, std::move(manifest)}));
}

Result<std::string> RemoteSigner::sign_rebuild(const BuildTicket& ticket,
                                               const BuildResult& result) {
    return ask_for_text(render_request(RebuildRequest{ticket, result}));
}

Result<std::string> RemoteSigner::sign_mirror(const MirrorStatement& statement) {
    return ask_for_text(render_request(MirrorRequest{statement}));
}

Result<std::string> RemoteSigner::sign_upload(const UploadStatement& statement) {
    return ask_for_text(render_request(UploadRequest{statement}));
}

Result<std::string> RemoteSigner::trust_file() {
    return ask_for_text(render_request(TrustRequest{}));
}

Result<std::string> RemoteSigner::renew_trust() {
    return ask_for_text(render_request(RenewRequest{}));
}

Result<void> serve_signer(base::Channel& channel, base::Pool& pool, Signer& signer) {
    return base::answer_calls(
        channel, pool, [&signer](const base::Message& message) { return answer(message, signer); });
}

}  // namespace spoke::provenance
