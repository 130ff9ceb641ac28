#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::base {

/// Random bytes from the kernel, through an interface so that tests can repeat themselves.
class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;
};

class SystemRandom final : public Random {
public:
    std::string bytes(std::size_t count) override;
};

/// A UUIDv7 (RFC 9562 §5.7) as text: made by us, never by the database, and ordered by time. The
/// one kind of identifier for rows, builds, tickets and events.
class Id {
public:
    Id() = default;  ///< empty: "none"
    static Id make(const Clock& clock, Random& random);
    static Result<Id> parse(std::string_view text);

    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    auto operator<=>(const Id&) const = default;

private:
    explicit Id(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace spoke::base
