#include "transfer/client.hpp"

#include "transfer/easy_handle.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace spoke::transfer {

namespace {

constexpr std::size_t k_max_header_bytes = 256U << 10U;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && std::string_view(" \t\r\n").contains(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && std::string_view(" \t\r\n").contains(text.back()))
        text.remove_suffix(1);
    return text;
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::optional<IpAddress> peer_of(const curl_sockaddr& address) {
    if (address.family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address.addr, sizeof four);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &four.sin_addr, bytes.size());
        return IpAddress::v4(bytes);
    }
    if (address.family == AF_INET6) {
        sockaddr_in6 six{};
        // curl_sockaddr ends in a struct sockaddr that stands for whatever addrlen says.
        std::memcpy(&six, &address.addr, std::min<std::size_t>(sizeof six, address.addrlen));
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
        return IpAddress::v6(bytes);
    }
    return std::nullopt;
}

/// What curl's callbacks of one hop see.
struct Hop {
    const std::vector<IpAddress>& allowed;
    const Request& request;
    const BodySink& sink;
    Response& response;
    CURL* handle;
    std::size_t header_bytes = 0;
    std::optional<Error> error;  ///< ours; it ended the transfer

    std::size_t refuse(Error why) {
        error = std::move(why);
        return 0;
    }
};

int status_of(CURL* handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

/// The last guard: whatever name or URL led here, only a checked address gets a socket.
curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& hop = *static_cast<Hop*>(self);
    const auto peer = peer_of(*address);
    if (!peer || std::ranges::find(hop.allowed, *peer) == hop.allowed.end()) {
        hop.refuse(Error{ErrorCode::denied, "refused to dial an address that was not checked", {}});
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* self) {
    auto& hop = *static_cast<Hop*>(self);
    const std::string_view line(data, size);
    hop.header_bytes += size;
    if (hop.header_bytes > k_max_header_bytes)
        return hop.refuse(Error{ErrorCode::too_large, "the answer's header is too large", {}});
    if (line.starts_with("HTTP/")) {
        hop.response.headers.clear();  // of an interim answer
        return size;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    auto& value = hop.response.headers[lower(line.substr(0, colon))];
    if (!value.empty()) value += ", ";
    value += trim(line.substr(colon + 1));
    return size;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* self) {
    auto& hop = *static_cast<Hop*>(self);
    hop.response.body_size += size;
    if (hop.response.body_size > hop.request.max_bytes)
        return hop.refuse(Error{ErrorCode::too_large,
                                fmt::format("the answer of {} is over {} bytes",
                                            hop.response.url.printable(), hop.request.max_bytes),
                                {}});
    const bool is_followed =
        hop.request.method == Method::get && is_redirect(status_of(hop.handle));
    if (is_followed) return size;
    if (auto taken = hop.sink({data, size}); !taken) return hop.refuse(std::move(taken).error());
    return size;
}

/// CURLOPT_TIMEOUT is coarse on a transfer that a callback slows down.
int watch(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& hop = *static_cast<Hop*>(self);
    if (!hop.request.deadline.passed()) return 0;
    hop.refuse(Error{ErrorCode::timeout, "no time left for " + hop.response.url.printable(), {}});
    return 1;
}

void set_callbacks(Hop& hop) {
    curl_easy_setopt(hop.handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(hop.handle, CURLOPT_OPENSOCKETDATA, &hop);
    curl_easy_setopt(hop.handle, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(hop.handle, CURLOPT_HEADERDATA, &hop);
    curl_easy_setopt(hop.handle, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(hop.handle, CURLOPT_WRITEDATA, &hop);
    curl_easy_setopt(hop.handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(hop.handle, CURLOPT_XFERINFOFUNCTION, &watch);
    curl_easy_setopt(hop.handle, CURLOPT_XFERINFODATA, &hop);
}

Error error_of(CURLcode code, const char* text, const HttpUrl& url) {
    const char* cause = *text != '\0' ? text : curl_easy_strerror(code);
    const auto kind =
        code == CURLE_OPERATION_TIMEDOUT ? ErrorCode::timeout : ErrorCode::unavailable;
    return Error{kind, fmt::format("could not fetch {}: {}", url.printable(), cause), {}};
}

}  // namespace

Result<Response> Client::send_once(const Request& request, const HttpUrl& url,
                                   const BodySink& sink) {
    SPOKE_TRY(const auto found, resolver_.resolve(url.origin().host, request.deadline));
    SPOKE_TRY(const auto addresses, policy_.check(url.origin(), found));
    SPOKE_TRY(auto handle, EasyHandle::make());
    SPOKE_TRY(handle.prepare(request, url, addresses, policy_.find_rule(url.origin())));
    Response response(url);
    Hop hop{addresses, request, sink, response, handle.get(), 0, std::nullopt};
    set_callbacks(hop);
    const CURLcode code = curl_easy_perform(handle.get());
    if (hop.error) return fail(std::move(*hop.error));
    if (code != CURLE_OK) return fail(error_of(code, handle.error_text(), url));
    response.status = status_of(handle.get());
    return response;
}

Result<Response> Client::send(const Request& request, const BodySink& sink) {
    HttpUrl url = request.url;
    for (unsigned hops = 0;; ++hops) {
        if (request.deadline.passed())
            return fail(ErrorCode::timeout, "no time left for " + url.printable());
        SPOKE_TRY(auto response, send_once(request, url, sink));
        const auto location = response.headers.find("location");
        if (request.method != Method::get || !is_redirect(response.status) ||
            location == response.headers.end())
            return response;
        if (hops == request.max_redirects)
            return fail(ErrorCode::unavailable, fmt::format("{} redirects more than {} times",
                                                            request.url.printable(), hops));
        SPOKE_TRY(auto target, url.resolve(location->second));
        SPOKE_TRY(EgressPolicy::check_redirect(url, target));
        url = std::move(target);
    }
}

}  // namespace spoke::transfer
