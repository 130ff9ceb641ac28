#include "transfer/easy_handle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>

namespace spoke::transfer {

namespace {

constexpr long k_connect_seconds = 20;
/// Slower than this for that long is a dead transfer.
constexpr long k_low_bytes_per_second = 64;
constexpr long k_low_seconds = 60;

constexpr std::array<std::string_view, 9> k_own_headers = {
    "authorization",  "cookie",       "host",   "proxy-authorization", "connection",
    "content-length", "content-type", "expect", "transfer-encoding"};

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_one_line(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
    // Fails only for an option that this curl was built without; those used here are basic.
    SPOKE_ASSERT(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

long milliseconds_left(base::Deadline deadline) {
    constexpr long long k_day = 24LL * 3600 * 1000;
    return static_cast<long>(std::clamp<long long>(deadline.left().count(), 1, k_day));
}

}  // namespace

Result<EasyHandle> EasyHandle::make() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    CURL* handle = curl_easy_init();
    if (handle == nullptr) return fail(ErrorCode::exhausted, "no memory for a transfer");
    return EasyHandle(handle);
}

Result<void> EasyHandle::add_header(const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) return fail(ErrorCode::exhausted, "no memory for a transfer");
    // The list's head is the same node once it has one.
    if (headers_.get() != longer) headers_.reset(longer);
    return ok();
}

Result<void> EasyHandle::set_headers(const Request& request, const OriginRule* rule) {
    for (const auto& [name, value] : request.headers) {
        if (std::ranges::find(k_own_headers, lower(name)) != k_own_headers.end())
            return fail(ErrorCode::invalid, fmt::format("a caller may not set {}", name));
        if (!is_one_line(name) || !is_one_line(value) || name.empty())
            return fail(ErrorCode::invalid,
                        fmt::format("a header field breaks the line: {}", name));
        SPOKE_TRY(add_header(fmt::format("{}: {}", name, value)));
    }
    if (rule != nullptr && !rule->authorization.empty()) {
        if (!is_one_line(rule->authorization.reveal()))
            return fail(ErrorCode::invalid, "the origin's credentials break the line");
        SPOKE_TRY(add_header("Authorization: " + rule->authorization.reveal()));
    }
    set(get(), CURLOPT_HTTPHEADER, headers_.get());
    return ok();
}

Result<void> EasyHandle::set_method(const Request& request) {
    switch (request.method) {
        case Method::get:
            set(get(), CURLOPT_HTTPGET, 1L);
            return ok();
        case Method::delete_:
            set(get(), CURLOPT_CUSTOMREQUEST, "DELETE");
            return ok();
        case Method::post:
            break;
    }
    set(get(), CURLOPT_POST, 1L);
    set(get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(get(), CURLOPT_POSTFIELDS, request.body.c_str());
    SPOKE_TRY(add_header("Expect:"));
    return add_header("Content-Type: " + request.content_type);
}

/// The name is bound to the checked addresses, so that curl asks no resolver again.
Result<void> EasyHandle::pin_addresses(const HttpUrl& url,
                                       const std::vector<IpAddress>& addresses) {
    std::string list;
    for (const auto& address : addresses) {
        const bool is_v6 = address.family() == IpAddress::Family::v6;
        list += fmt::format("{}{}{}{}", list.empty() ? "" : ",", is_v6 ? "[" : "", address.text(),
                            is_v6 ? "]" : "");
    }
    const auto& origin = url.origin();
    const auto line = fmt::format("{}:{}:{}", origin.host, origin.port, list);
    resolve_.reset(curl_slist_append(nullptr, line.c_str()));
    if (!resolve_) return fail(ErrorCode::exhausted, "no memory for a transfer");
    set(get(), CURLOPT_RESOLVE, resolve_.get());
    return ok();
}

Result<void> EasyHandle::prepare(const Request& request, const HttpUrl& url,
                                 const std::vector<IpAddress>& addresses, const OriginRule* rule) {
    CURL* handle = get();
    set(handle, CURLOPT_ERRORBUFFER, error_.data());
    set(handle, CURLOPT_URL, url.text().c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    set(handle, CURLOPT_PROXY, "");  // also overrides the environment's
    set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_ACCEPT_ENCODING, nullptr);  // the bytes as they are
    set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(handle, CURLOPT_USERAGENT, "spokeshave/" SPOKE_VERSION);
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (rule != nullptr && !rule->ca_file.empty())
        set(handle, CURLOPT_CAINFO, rule->ca_file.c_str());
    set(handle, CURLOPT_TIMEOUT_MS, milliseconds_left(request.deadline));
    set(handle, CURLOPT_CONNECTTIMEOUT, k_connect_seconds);
    set(handle, CURLOPT_LOW_SPEED_LIMIT, k_low_bytes_per_second);
    set(handle, CURLOPT_LOW_SPEED_TIME, k_low_seconds);
    SPOKE_TRY(pin_addresses(url, addresses));
    SPOKE_TRY(set_method(request));
    return set_headers(request, rule);
}

}  // namespace spoke::transfer
