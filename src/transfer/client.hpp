#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "transfer/origin.hpp"
#include "transfer/policy.hpp"
#include "transfer/resolver.hpp"

namespace spoke::transfer {

enum class Method { get, post, delete_ };

struct Request {
    HttpUrl url;
    Method method = Method::get;
    std::string body;          ///< of a post
    std::string content_type;  ///< of the body
    /// Field names that a caller may not set (Authorization, Cookie, Host, …) are refused.
    std::vector<std::pair<std::string, std::string>> headers;
    std::uint64_t max_bytes = 0;  ///< of the body; more is `too_large`
    unsigned max_redirects = 5;   ///< followed for `get` alone; other methods get the 3xx itself
    base::Deadline deadline = base::Deadline::never();

    explicit Request(HttpUrl target) : url(std::move(target)) {}
};

struct Response {
    int status = 0;
    HttpUrl url;                                 ///< the final one, after redirects
    std::map<std::string, std::string> headers;  ///< lower-case names; repeated ones joined by ", "
    std::uint64_t body_size = 0;

    explicit Response(HttpUrl final_url) : url(std::move(final_url)) {}
};

/// Takes the body piece by piece; an error ends the transfer and is what `send` returns.
using BodySink = std::function<Result<void>(std::string_view)>;

/// The one way out of this program over http and https. Each hop's address is resolved by us,
/// checked by the policy, and only the checked addresses can be dialled. Redirects are followed by
/// us, each hop under its own origin's rule. Proxies from the environment are not used, since they
/// resolve names themselves. Keeps references to policy and resolver. Blocking; one call a thread,
/// several threads at once are fine.
class Client {
public:
    Client(const EgressPolicy& policy, Resolver& resolver) : policy_(policy), resolver_(resolver) {}

    /// The body of the final answer, whatever its status, goes to `sink`; those of followed
    /// redirects do not. A transfer that is cut short is `unavailable`, also after bytes went to
    /// the sink.
    Result<Response> send(const Request& request, const BodySink& sink);

private:
    Result<Response> send_once(const Request& request, const HttpUrl& url, const BodySink& sink);

    const EgressPolicy& policy_;
    Resolver& resolver_;
};

}  // namespace spoke::transfer
