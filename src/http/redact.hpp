#pragma once

#include <string>
#include <string_view>

namespace spoke::http {

/// The text with everything that looks like a secret replaced: our tokens by their prefix `spoke_`
/// (also percent-encoded, once or several times, in any case), JSON Web Tokens, and user info of
/// URLs. Applied to raw targets before they are parsed (threats.md I9) and to whatever of the
/// outside is logged or sent back.
std::string redact(std::string_view text);

}  // namespace spoke::http
