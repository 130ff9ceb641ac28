#include "access/token_output.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/nearest.hpp"

namespace spoke::access {
namespace {

/// The host of `https://host:port/path`, as netrc matches it: without the port.
Result<std::string> host_of(std::string_view url) {
    const auto scheme = url.find("://");
    auto rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest = rest.substr(at + 1);
    if (rest.starts_with('['))
        rest = rest.substr(0, rest.find(']') + 1);
    else
        rest = rest.substr(0, rest.rfind(':'));
    if (rest.empty())
        return fail(ErrorCode::invalid,
                    fmt::format("netrc needs the server's host, and \"{}\" has none",
                                base::printable(url, 100)));
    return std::string(rest);
}

std::string render_text(const TokenOutput& token) {
    return fmt::format(
        "Token {}, for {} until {}.\n\n"
        "  user name  {}\n"
        "  password   {}\n\n"
        "It is shown only now. Any user name works with it.\n",
        token.name, token.scope, base::format_rfc3339(token.expires), token.identity,
        token.secret.reveal());
}

std::string render_json(const TokenOutput& token) {
    const base::Json json = {{"id", token.id},
                             {"name", token.name},
                             {"identity", token.identity},
                             {"username", token.identity},
                             {"secret", token.secret.reveal()},
                             {"scope", token.scope},
                             {"created", base::format_rfc3339(token.created)},
                             {"expires", base::format_rfc3339(token.expires)}};
    return base::dump_json(json) + "\n";
}

/// The values hold no character that a shell reads (identity: letters, digits, `-`, `.`, `/`).
std::string render_env(const TokenOutput& token) {
    return fmt::format(
        "export SPOKESHAVE_PYTHON_IDENTITY_ID='{}'\n"
        "export SPOKESHAVE_PYTHON_TOKEN='{}'\n",
        token.identity, token.secret.reveal());
}

Result<std::string> render_netrc(const TokenOutput& token) {
    SPOKE_TRY(const auto host, host_of(token.server));
    return fmt::format("machine {} login {} password {}\n", host, token.identity,
                       token.secret.reveal());
}

}  // namespace

Result<TokenFormat> parse_token_format(std::string_view word) {
    if (word == "text") return TokenFormat::text;
    if (word == "json") return TokenFormat::json;
    if (word == "env") return TokenFormat::env;
    if (word == "netrc") return TokenFormat::netrc;
    const std::vector<std::string> known{"text", "json", "env", "netrc"};
    return fail(ErrorCode::invalid,
                fmt::format("\"{}\" is no output format of tokens (text, json, env, netrc){}",
                            base::printable(word, 40), base::did_you_mean(word, known)));
}

Result<std::string> render_token(const TokenOutput& token, TokenFormat format) {
    // What comes from a server ends in a shell or a netrc line: nothing but what we would issue.
    for (const auto& value : {token.identity, token.secret.reveal()})
        for (const char c : value)
            if (c <= ' ' || c > '~' || c == '\'' || c == '"' || c == '\\')
                return fail(ErrorCode::invalid,
                            "the token or its user name has a character that can't be printed "
                            "safely");
    switch (format) {
        case TokenFormat::text:
            return render_text(token);
        case TokenFormat::json:
            return render_json(token);
        case TokenFormat::env:
            return render_env(token);
        case TokenFormat::netrc:
            return render_netrc(token);
    }
    return fail(ErrorCode::internal, "an unknown output format");
}

}  // namespace spoke::access
