#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/id.hpp"
#include "base/task.hpp"
#include "http/answer.hpp"
#include "http/request.hpp"

namespace spoke::http {

/// The body of the request being answered, read when somebody wants it: a refusal that needs only
/// the head goes out before the body is read (index-conformance 125).
class BodySource {
public:
    virtual ~BodySource() = default;
    /// Answers `Expect: 100-continue` first. Over `limit`: `too_large`; too slow: `timeout`; cut or
    /// broken: `invalid`. May be called once.
    virtual Task<std::string> read(std::uint64_t limit) = 0;
};

/// What the access line says of a request beyond its head. Handlers fill in what they learn; only
/// parsed names go in, never raw text.
struct LogFacts {
    std::string operation;
    std::string repository;
    std::string project;
    std::string file;
    std::string principal;
    std::string note;  ///< one word on what became of it: "304", "miss", "policy", …
};

/// One request on its way to an answer. It lives until the answer is sent and may be referred to
/// across co_await.
struct Exchange {
    const Request& request;
    const base::Id& event;  ///< in the access line and in every problem body
    std::string_view peer;  ///< the client's address, behind a proxy the one it names
    BodySource& body;
    LogFacts& log;
};

/// Ready now, or a task that will have it: slow work runs in a pool and comes back.
using Reply = std::variant<Answer, Task<Answer>>;

/// The seam between the core and everything that knows what a path means. Called on the HTTP
/// threads, from several at once, so it never blocks. A task that fails becomes the error's answer.
class Handler {
public:
    virtual ~Handler() = default;
    virtual Reply answer(Exchange& exchange) = 0;
};

}  // namespace spoke::http
