#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/answer.hpp"

namespace spoke::http {

/// Writes header lines. A value can hold text from outside: CR, LF and other controls are dropped
/// and bytes outside ASCII become `?`, so no value makes a second line (index-conformance 208).
class HeadWriter {
public:
    HeadWriter& add(std::string_view name, std::string_view value);
    HeadWriter& add(std::string_view name, std::uint64_t value);

    /// The block of these lines and Content-Length of the body.
    Block finish(int status, std::string_view body) &&;
    /// The block without a body; `announced` is the Content-Length it states.
    Block finish_bodyless(int status, std::uint64_t announced) &&;
    /// 304 and 204: no Content-Length, no body.
    Block finish_empty(int status) &&;

private:
    std::string lines_;
};

/// An answer of its own, shared with nobody.
Answer answer_with(Block block);

/// RFC 9112 §4: one line of ISO 8859-1, without controls, of at most 120 characters
/// (index-conformance 109). Characters that have no place there become `?`.
std::string reason_phrase(std::string_view utf8);
/// "Not Found" and the like; "Unknown" for a status we never send.
std::string_view usual_reason(int status);

}  // namespace spoke::http
