#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spoke::base {

/// The candidate that a mistyped word most likely meant: at most a third of its letters differ
/// (insertions, deletions, substitutions, swapped neighbours). Nothing where none is that near.
std::optional<std::string> nearest_word(std::string_view word,
                                        std::span<const std::string> candidates);

/// `; did you mean "x"?`, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace spoke::base
