#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace spoke::access {

enum class TokenFormat { text, json, env, netrc };
Result<TokenFormat> parse_token_format(std::string_view word);

/// What the renderers need; also made from the REST API's answer by the command.
struct TokenOutput {
    std::string id{};
    std::string name{};
    std::string identity{};  ///< the user name
    base::Secret secret{};
    std::string scope{};  ///< `python`, or names with commas
    base::Moment created{};
    base::Moment expires{};
    std::string server{};  ///< base URL; netrc needs its host
};

/// text for people; json with the keys of the REST API; env: two shell exports; netrc: one entry
/// (one line, printable ASCII, as pip, uv and curl read it). Ends with a newline.
Result<std::string> render_token(const TokenOutput& token, TokenFormat format);

}  // namespace spoke::access
