#include "transfer/origin.hpp"

#include "base/encoding.hpp"
#include "base/uri.hpp"

#include <fmt/format.h>
#include <boost/url.hpp>

#include <charconv>
#include <optional>
#include <utility>

namespace spoke::transfer {

namespace {

namespace urls = boost::urls;

constexpr std::size_t k_max_url_bytes = 8192;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

template <class Text>
std::string_view view(const Text& text) {
    return {text.data(), text.size()};
}

/// A host name of letters, digits, `-`, `.` and `_`; other forms (`0x7f.1`, escapes) are read
/// differently by different resolvers.
bool is_plain_host(std::string_view host) {
    for (const char c : host)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'))
            return false;
    return !host.empty() && host.size() <= 253;
}

/// A name whose last label starts with a digit is an address to some resolvers (`127.1`,
/// `2130706433`, `0x7f000001`), and no top-level domain does.
bool looks_like_number(std::string_view host) {
    while (host.ends_with('.')) host.remove_suffix(1);
    const auto label = host.substr(host.rfind('.') + 1);
    return !label.empty() && label.front() >= '0' && label.front() <= '9';
}

Result<std::string> read_host(const urls::url_view& url) {
    const auto refused = [&](std::string_view why) {
        return fail(ErrorCode::invalid,
                    fmt::format("{}: {}", why, base::printable(view(url.encoded_host()), 200)));
    };
    switch (url.host_type()) {
        case urls::host_type::ipv4:
        case urls::host_type::ipv6:
            return lower(view(url.encoded_host_address()));
        case urls::host_type::name:
            break;
        default:
            return refused("the URL's host is neither a name nor an address");
    }
    std::string host = lower(view(url.encoded_host()));
    if (!is_plain_host(host)) return refused("the URL's host is no plain name");
    if (looks_like_number(host)) return refused("the URL's host is an address in an odd form");
    return host;
}

Result<std::uint16_t> read_port(const urls::url_view& url, Scheme scheme) {
    if (!url.has_port() || url.port().empty()) return scheme == Scheme::https ? 443 : 80;
    const std::string_view digits = view(url.port());
    std::uint16_t port = 0;  // Boost's port_number wraps around above 65535
    const char* begin = digits.data();
    const auto read = std::from_chars(begin, begin + digits.size(), port);
    if (read.ec != std::errc() || port == 0)
        return fail(ErrorCode::invalid, "the URL's port is no port");
    return port;
}

Result<Origin> read_origin(const urls::url_view& url) {
    Origin origin;
    const std::string scheme = lower(view(url.scheme()));
    if (scheme == "http")
        origin.scheme = Scheme::http;
    else if (scheme != "https")
        return fail(ErrorCode::denied,
                    "only http and https URLs are fetched, not " + base::printable(scheme, 40));
    if (url.has_userinfo())
        return fail(ErrorCode::invalid, "a URL must not hold a user name or password");
    SPOKE_TRY(origin.host, read_host(url));
    SPOKE_TRY(origin.port, read_port(url, origin.scheme));
    return origin;
}

}  // namespace

std::string Origin::text() const {
    const bool is_v6 = host.find(':') != std::string::npos;
    const bool is_https = scheme == Scheme::https;
    const bool is_default = port == (is_https ? 443 : 80);
    return fmt::format("{}://{}{}{}{}", is_https ? "https" : "http", is_v6 ? "[" : "", host,
                       is_v6 ? "]" : "", is_default ? "" : fmt::format(":{}", port));
}

Result<HttpUrl> HttpUrl::parse(std::string_view text) {
    if (text.size() > k_max_url_bytes)
        return fail(ErrorCode::too_large, fmt::format("a URL of over {} bytes", k_max_url_bytes));
    const auto parsed = urls::parse_uri(text);
    if (!parsed) return fail(ErrorCode::invalid, "not a URL: " + base::printable(text, 200));
    SPOKE_TRY(auto origin, read_origin(*parsed));
    const auto parts = base::split_uri(text);
    std::string out = origin.text();
    const auto path = base::remove_dot_segments(parts.path);
    if (!path.starts_with('/')) out += '/';
    out += path;
    if (parts.query) out += "?" + *parts.query;
    return HttpUrl(std::move(origin), std::move(out));
}

Result<HttpUrl> HttpUrl::resolve(std::string_view reference) const {
    if (!urls::parse_uri_reference(reference))
        return fail(ErrorCode::invalid,
                    "a redirect to what is no URL: " + base::printable(reference, 200));
    return parse(base::resolve_uri(base::split_uri(text_), base::split_uri(reference)).text());
}

std::string HttpUrl::printable() const {
    return base::printable(text_.substr(0, text_.find('?')), 300);
}

}  // namespace spoke::transfer
