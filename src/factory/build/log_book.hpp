#pragma once

#include <string>
#include <string_view>

namespace spoke::factory {

/// The log of one build: what its sandboxes printed, each job under a line of ours, and what the
/// control plane did in between. Bounded: a sandbox's log is capped already.
class LogBook {
public:
    /// A line of ours. Foreign logs may hold lines that look the same: a log is evidence for
    /// people, never an input of decisions but for the class of a failure.
    void say(std::string_view text);
    void add(std::string_view foreign);

    const std::string& text() const { return text_; }

private:
    static constexpr std::size_t k_max_bytes = std::size_t{64} << 20U;
    std::string text_;
};

}  // namespace spoke::factory
