#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "http/error_response.hpp"
#include "http/settings.hpp"

namespace spoke::http {

/// Finds the end of a request head in a buffer that grows, line by line, and stops early at what
/// must be refused: a line that ends in a bare LF, a folded header (its value would lie outside
/// the buffer, RFC 9112 §5.2), control characters, and the limits on the request line (414), the
/// head and the number of headers (431). It never looks at a byte twice.
class HeadScanner {
public:
    explicit HeadScanner(const Limits& limits) : limits_(&limits) {}

    struct Found {
        std::size_t begin;  ///< after the blank lines that some clients send between requests
        std::size_t end;    ///< after the blank line that ends the head
    };
    /// Nothing while the head is incomplete. `bytes` begins where the last head or body ended and
    /// starts with what was handed in before.
    std::expected<std::optional<Found>, Refusal> scan(std::string_view bytes);
    /// Whether any byte but blank lines has come: an idle connection or half a request?
    bool started() const { return started_; }
    void reset();

private:
    std::expected<void, Refusal> check_line(std::string_view line);

    const Limits* limits_;
    std::size_t begin_ = 0;
    std::size_t line_ = 0;  ///< where the line being scanned begins
    std::size_t seen_ = 0;
    std::size_t lines_ = 0;
    bool started_ = false;
};

}  // namespace spoke::http
