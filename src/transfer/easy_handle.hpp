#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "transfer/client.hpp"

namespace spoke::transfer {

/// One curl easy handle for one hop, with everything it needs to stay alive while it runs. For this
/// room's .cpp files alone: curl's types do not leave it.
class EasyHandle {
public:
    static Result<EasyHandle> make();

    /// Everything but the body's way: what may be dialled, TLS, no proxy, no redirects, no netrc.
    Result<void> prepare(const Request& request, const HttpUrl& url,
                         const std::vector<IpAddress>& addresses, const OriginRule* rule);
    CURL* get() const { return handle_.get(); }
    const char* error_text() const { return error_.data(); }

private:
    struct ListFree {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    struct HandleFree {
        void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    };
    explicit EasyHandle(CURL* handle) : handle_(handle), error_(CURL_ERROR_SIZE, '\0') {}
    Result<void> add_header(const std::string& line);
    Result<void> set_method(const Request& request);
    Result<void> set_headers(const Request& request, const OriginRule* rule);
    Result<void> pin_addresses(const HttpUrl& url, const std::vector<IpAddress>& addresses);

    std::unique_ptr<CURL, HandleFree> handle_;
    std::unique_ptr<curl_slist, ListFree> headers_;
    std::unique_ptr<curl_slist, ListFree> resolve_;
    std::string error_;
};

}  // namespace spoke::transfer
