#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "factory/check/explanations.hpp"
#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_class = "unsafe-output";

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// A text that begins with `start` and goes on with at least `more` word characters.
struct Pattern {
    std::string_view what;
    std::string_view start;
    std::size_t more;
};

constexpr std::array k_credentials{
    Pattern{"a token", "spoke_", 40},      Pattern{"a token", "ghp_", 36},
    Pattern{"a token", "github_pat_", 36}, Pattern{"a token", "pypi-AgE", 60},
    Pattern{"an access key", "AKIA", 16},
};

constexpr std::array k_paths{
    Pattern{"a home folder", "/home/", 2},        Pattern{"a home folder", "/root/", 2},
    Pattern{"a home folder", "/Users/", 2},       Pattern{"a build folder", "/build/tmp/", 2},
    Pattern{"a build folder", "/build/home/", 2},
};

std::optional<std::string> find_pattern(std::string_view bytes, const Pattern& pattern) {
    constexpr std::size_t k_shown = 40;
    for (auto at = bytes.find(pattern.start); at != std::string_view::npos;
         at = bytes.find(pattern.start, at + 1)) {
        // Inside a longer word or path it is something else.
        if (at > 0 && (is_word(bytes[at - 1]) || bytes[at - 1] == '.')) continue;
        const auto rest = bytes.substr(at + pattern.start.size());
        const auto end = std::ranges::find_if_not(rest, is_word) - rest.begin();
        if (static_cast<std::size_t>(end) < pattern.more) continue;
        return std::string(bytes.substr(
            at, std::min(k_shown, pattern.start.size() + static_cast<std::size_t>(end))));
    }
    return std::nullopt;
}

bool is_base64(char c) {
    return is_word(c) || c == '+' || c == '/';
}

/// A PEM key with its content: the header alone stands in every library that reads keys.
bool has_private_key(std::string_view bytes) {
    constexpr std::string_view k_header = "PRIVATE KEY-----";
    constexpr std::size_t k_content = 40;
    for (auto at = bytes.find(k_header); at != std::string_view::npos;
         at = bytes.find(k_header, at + 1)) {
        auto rest = bytes.substr(at + k_header.size());
        rest.remove_prefix(std::min(rest.find_first_not_of("\r\n "), rest.size()));
        const auto end = std::ranges::find_if_not(rest, is_base64) - rest.begin();
        if (static_cast<std::size_t>(end) >= k_content) return true;
    }
    return false;
}

void judge(const archive::Member& member, const CheckInput& input, Verdict& verdict) {
    for (const auto& text : input.host_texts)
        if (!text.empty() && member.bytes.find(text) != std::string::npos)
            verdict.fail(k_class, fmt::format("{} holds '{}', a name of the machine that built it",
                                              member.path, text));
    if (has_private_key(member.bytes))
        verdict.fail(k_class, fmt::format("{} holds what looks like a private key", member.path));
    for (const auto& pattern : k_credentials)
        if (find_pattern(member.bytes, pattern))
            verdict.fail(k_class,
                         fmt::format("{} holds what looks like {}", member.path, pattern.what));
    // The description in METADATA is the project's README.
    const auto neutral = neutral_path(member.path, input.wheel.dist_info);
    if (neutral == "{dist-info}/METADATA") return;
    for (const auto& pattern : k_paths)
        if (const auto found = find_pattern(member.bytes, pattern))
            verdict.warn(
                fmt::format("{} holds the path '{}' of {}", member.path, *found, pattern.what));
}

}  // namespace

Check check_host_texts(const CheckInput& input) {
    Verdict verdict("W09");
    for (const auto& member : input.wheel.members) {
        // What the source says is the project's own; only what this build made can tell of us.
        if (input.source != nullptr && input.source->files.contains(crypto::sha256(member.bytes)))
            continue;
        judge(member, input, verdict);
    }
    return std::move(verdict).finish();
}

}  // namespace spoke::factory
