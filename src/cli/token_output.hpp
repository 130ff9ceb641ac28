#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace spoke::cli {

enum class TokenForm { text, json, env, netrc };

/// A new token as its maker wants to use it; `token` is the REST API's answer, `url` the server's.
/// text for people; json as the API gave it; env: two shell exports; netrc: one entry on one line
/// (printable ASCII without blanks, as pip, uv and curl read it). `invalid` where what a server
/// sent would mean something else to a shell or in a netrc file. Ends with a newline.
Result<std::string> render_token(const base::Json& token, TokenForm form, std::string_view url);

}  // namespace spoke::cli
