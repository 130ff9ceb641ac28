#include "access/credentials.hpp"

#include <utility>

#include "access/tokens.hpp"
#include "base/encoding.hpp"

namespace spoke::access {
namespace {

std::unexpected<Error> refuse(std::string message) {
    return fail(ErrorCode::unauthenticated, std::move(message));
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// RFC 9110 §11.1: the scheme's case does not matter.
bool is_scheme(std::string_view text, std::string_view scheme) {
    if (text.size() != scheme.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c =
            text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        if (c != scheme[i]) return false;
    }
    return true;
}

/// RFC 7617: bytes that are not UTF-8 are read as Latin-1 (requests sends so).
std::string to_utf8(std::string_view bytes) {
    if (base::is_valid_utf8(bytes)) return std::string(bytes);
    std::string out;
    for (const char c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        if (value < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0U | value >> 6U);
            out += static_cast<char>(0x80U | (value & 0x3FU));
        }
    }
    return out;
}

/// Which of the two is the token: the password, or, where that is empty, the user (pip's
/// `https://TOKEN@host/` sends `TOKEN:`).
Result<Credential> parse_basic(std::string_view encoded) {
    const auto decoded = base::from_base64(encoded);
    if (!decoded) return refuse("the Basic credentials are not base64");
    const auto colon = decoded->find(':');
    if (colon == std::string::npos)
        return refuse("the Basic credentials have no colon between user and password");
    auto user = to_utf8(std::string_view(*decoded).substr(0, colon));
    auto password = to_utf8(std::string_view(*decoded).substr(colon + 1));
    if (password.empty()) std::swap(user, password);
    if (password.empty()) return refuse("the Basic credentials are empty");
    if (user != password && looks_like_token(user) && looks_like_token(password))
        return refuse("user name and password are two different tokens; send one");
    return Credential{.carrier = Carrier::basic,
                      .user = std::move(user),
                      .secret = base::Secret(std::move(password))};
}

Result<Credential> parse_authorization(std::string_view value) {
    if (value.size() > k_max_authorization_bytes)
        return refuse("the Authorization header is too long");
    const auto blank = value.find(' ');
    const auto scheme = value.substr(0, blank);
    const auto rest =
        blank == std::string_view::npos ? std::string_view() : trim(value.substr(blank));
    if (is_scheme(scheme, "basic")) return parse_basic(rest);
    if (!is_scheme(scheme, "bearer"))
        return refuse("the Authorization header is neither Basic nor Bearer");
    if (rest.empty()) return refuse("the Bearer token is empty");
    return Credential{
        .carrier = Carrier::bearer, .user = {}, .secret = base::Secret(std::string(rest))};
}

}  // namespace

std::string_view to_string(Carrier carrier) {
    switch (carrier) {
        case Carrier::basic:
            return "Basic";
        case Carrier::bearer:
            return "Bearer";
        case Carrier::path:
            return "path";
    }
    return {};
}

Result<std::optional<Credential>> parse_credentials(const RawCredentials& raw) {
    const auto header = trim(raw.authorization);
    std::optional<Credential> credential;
    if (!header.empty()) {
        SPOKE_TRY(credential, parse_authorization(header));
    }
    if (raw.path_token.empty()) return credential;
    // client-dialects.md §6.1: two that differ are refused, never "the first one wins".
    if (credential && !base::equal_in_constant_time(credential->secret.reveal(), raw.path_token))
        return refuse("the request carries two different credentials; send one");
    return Credential{
        .carrier = Carrier::path, .user = {}, .secret = base::Secret(std::string(raw.path_token))};
}

}  // namespace spoke::access
