#include "cli/token_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.hpp"

namespace spoke::cli {
namespace {

struct Parts {
    std::string identity;
    std::string secret;
    std::string expires;
    std::string scheme;     ///< with its colon
    std::string authority;  ///< host, port and path
};

/// The host as netrc matches it: without the port.
Result<std::string> host_of(const Parts& parts) {
    auto host = parts.authority.substr(0, parts.authority.find_first_of("/?#"));
    if (host.starts_with('['))
        host = host.substr(1, host.find(']') - 1);
    else
        host = host.substr(0, host.find(':'));
    if (host.empty()) return fail(ErrorCode::invalid, "netrc needs the server's host");
    return host;
}

bool is_plain(std::string_view text) {
    constexpr std::string_view k_read_otherwise = "'\"\\`$#";
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return c > ' ' && c <= '~' && k_read_otherwise.find(c) == std::string_view::npos;
    });
}

Result<Parts> take_apart(const base::Json& token, std::string_view url) {
    Parts parts;
    SPOKE_TRY(parts.identity, base::json_string(token, "identity"));
    SPOKE_TRY(parts.secret, base::json_string(token, "secret"));
    SPOKE_TRY(parts.expires, base::json_string(token, "expires"));
    for (const auto& text : {parts.identity, parts.secret, parts.expires})
        if (!is_plain(text))
            return fail(ErrorCode::invalid,
                        "the server's answer has a character that a shell or netrc would read "
                        "otherwise: " +
                            base::printable(text == parts.secret ? "(the secret)" : text, 80));
    const auto slashes = url.find("//");
    if (slashes == std::string_view::npos)
        return fail(ErrorCode::invalid, "not a URL: " + base::printable(url, 80));
    parts.scheme = url.substr(0, slashes);
    parts.authority = url.substr(slashes + 2);
    while (parts.authority.ends_with('/')) parts.authority.pop_back();
    return parts;
}

std::string render_text(const Parts& parts) {
    // client-dialects.md §6.2 (d): in a URL a slash would end the user name.
    auto user = parts.identity;
    std::ranges::replace(user, '/', '_');
    return fmt::format(
        "User name: {}\nPassword:  {}\nExpires:   {}\n\nThe password is shown this once. In a URL, "
        "write the user name's / as _ :\n"
        "  pip install --index-url {}//{}:{}@{}/python-all/simple/ flask\n",
        parts.identity, parts.secret, parts.expires, parts.scheme, user, parts.secret,
        parts.authority);
}

}  // namespace

Result<std::string> render_token(const base::Json& token, TokenForm form, std::string_view url) {
    SPOKE_TRY(const auto parts, take_apart(token, url));
    switch (form) {
        case TokenForm::json:
            return token.dump(2) + "\n";
        case TokenForm::env:
            return fmt::format(
                "export SPOKESHAVE_PYTHON_IDENTITY_ID='{}'\nexport SPOKESHAVE_PYTHON_TOKEN='{}'\n",
                parts.identity, parts.secret);
        case TokenForm::netrc: {
            SPOKE_TRY(const auto host, host_of(parts));
            return fmt::format("machine {} login {} password {}\n", host, parts.identity,
                               parts.secret);
        }
        case TokenForm::text:
            break;
    }
    return render_text(parts);
}

}  // namespace spoke::cli
