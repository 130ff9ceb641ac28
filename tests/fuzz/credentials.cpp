#include <cstddef>
#include <cstdint>
#include <string_view>

#include "access/credentials.hpp"
#include "access/tokens.hpp"
#include "base/result.hpp"

/// What a client may put into its head: any bytes give a credential or `unauthenticated`.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto split = bytes.find('\n');
    const auto path =
        split == std::string_view::npos ? std::string_view() : bytes.substr(split + 1);
    const auto parsed = spoke::access::parse_credentials(
        {.authorization = bytes.substr(0, split), .path_token = path});
    SPOKE_ASSERT(parsed || parsed.error().code == spoke::ErrorCode::unauthenticated);
    const auto redacted = spoke::access::redact_tokens(bytes);
    SPOKE_ASSERT(spoke::access::redact_tokens(redacted).find("spoke_[redacted]") ==
                 redacted.find("spoke_[redacted]"));
    spoke::access::looks_like_token(bytes);
    return 0;
}
