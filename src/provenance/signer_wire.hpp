#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "provenance/signer.hpp"

// The signer's requests and answers as they cross the channel.
namespace spoke::provenance {

struct DescribeRequest {};
struct ManifestRequest {
    BuildTicket ticket;
    Manifest manifest;
};
struct RebuildRequest {
    BuildTicket ticket;
    BuildResult result;
};
struct MirrorRequest {
    MirrorStatement statement;
};
struct UploadRequest {
    UploadStatement statement;
};
struct TrustRequest {};
struct RenewRequest {};

using SignerRequest = std::variant<DescribeRequest, ManifestRequest, RebuildRequest, MirrorRequest,
                                   UploadRequest, TrustRequest, RenewRequest>;

std::string render_request(const SignerRequest& request);
/// As strict as with foreign bytes: an unknown request, or a member that does not belong to it, is
/// `invalid`.
Result<SignerRequest> parse_request(std::string_view json);

std::string render_info(const SignerInfo& info);
Result<SignerInfo> parse_info(std::string_view json);
/// `{"text": …}`: what was signed.
std::string render_text_answer(std::string_view text);
Result<std::string> parse_text_answer(std::string_view json);

}  // namespace spoke::provenance
