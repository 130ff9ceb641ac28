#include "python/version_scan.hpp"

#include <array>
#include <utility>

#include "python/text.hpp"

namespace spoke::python {

namespace {

bool is_separator(char c) {
    return c == '-' || c == '_' || c == '.';
}

/// The words that may stand for a kind, longer ones before their own beginnings.
constexpr std::array<std::pair<std::string_view, PreKind>, 8> k_pre_words{{
    {"alpha", PreKind::alpha},
    {"a", PreKind::alpha},
    {"beta", PreKind::beta},
    {"b", PreKind::beta},
    {"preview", PreKind::candidate},
    {"pre", PreKind::candidate},
    {"c", PreKind::candidate},
    {"rc", PreKind::candidate},
}};
constexpr std::array<std::string_view, 3> k_post_words{"post", "rev", "r"};
constexpr std::array<std::string_view, 1> k_dev_words{"dev"};

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::size_t position() const { return position_; }
    void jump(std::size_t position) { position_ = position; }
    std::string_view rest() const { return text_.substr(position_); }
    char peek() const { return position_ < text_.size() ? text_[position_] : '\0'; }
    void skip() { ++position_; }

    std::string_view take_digits() {
        const std::size_t start = position_;
        while (position_ < text_.size() && is_digit(text_[position_])) ++position_;
        return text_.substr(start, position_ - start);
    }

    /// `[-_.]? word [-_.]? [0-9]*`, where the word is one of the list. Moves only on success.
    template <class Words, class Project>
    std::optional<std::pair<std::size_t, Number>> take_segment(const Words& words,
                                                               Project word_of) {
        const std::size_t start = position_;
        if (is_separator(peek())) skip();
        for (std::size_t i = 0; i < words.size(); ++i) {
            const std::string_view word = word_of(words[i]);
            if (!starts_with_ignoring_case(rest(), word)) continue;
            position_ += word.size();
            if (is_separator(peek())) skip();
            const std::string_view digits = take_digits();
            return std::pair(i, digits.empty() ? Number() : Number::from_digits(digits));
        }
        position_ = start;
        return std::nullopt;
    }

private:
    std::string_view text_;
    std::size_t position_ = 0;
};

bool scan_epoch_and_release(Scanner& scanner, VersionParts& parts) {
    std::string_view digits = scanner.take_digits();
    if (digits.empty()) return false;
    if (scanner.peek() == '!') {
        parts.epoch = Number::from_digits(digits);
        scanner.skip();
        digits = scanner.take_digits();
        if (digits.empty()) return false;
    }
    parts.release.push_back(Number::from_digits(digits));
    while (scanner.peek() == '.') {
        const std::size_t dot = scanner.position();
        scanner.skip();
        digits = scanner.take_digits();
        if (digits.empty()) {
            scanner.jump(dot);
            break;
        }
        parts.release.push_back(Number::from_digits(digits));
    }
    return true;
}

void scan_pre(Scanner& scanner, VersionParts& parts) {
    const auto found =
        scanner.take_segment(k_pre_words, [](const auto& entry) { return entry.first; });
    if (found) parts.pre = PreRelease{k_pre_words[found->first].second, found->second};
}

void scan_post(Scanner& scanner, VersionParts& parts) {
    if (scanner.peek() == '-') {  // the implicit form, `1.0-1`
        const std::size_t hyphen = scanner.position();
        scanner.skip();
        const std::string_view digits = scanner.take_digits();
        if (!digits.empty()) {
            parts.post = Number::from_digits(digits);
            return;
        }
        scanner.jump(hyphen);
    }
    const auto found =
        scanner.take_segment(k_post_words, [](std::string_view word) { return word; });
    if (found) parts.post = found->second;
}

void scan_dev(Scanner& scanner, VersionParts& parts) {
    const auto found =
        scanner.take_segment(k_dev_words, [](std::string_view word) { return word; });
    if (found) parts.dev = found->second;
}

std::string_view take_local_segment(Scanner& scanner) {
    const std::string_view rest = scanner.rest();
    std::size_t length = 0;
    while (length < rest.size() && is_alphanumeric(rest[length])) ++length;
    scanner.jump(scanner.position() + length);
    return rest.substr(0, length);
}

LocalSegment make_segment(std::string_view text) {
    for (const char c : text)
        if (!is_digit(c)) return to_lower(text);
    return Number::from_digits(text);
}

void scan_local(Scanner& scanner, VersionParts& parts) {
    std::size_t end = scanner.position();
    char expected = '+';
    while (expected == '+' ? scanner.peek() == '+' : is_separator(scanner.peek())) {
        expected = '.';
        scanner.skip();
        const std::string_view segment = take_local_segment(scanner);
        if (segment.empty()) break;
        parts.local.push_back(make_segment(segment));
        end = scanner.position();
    }
    scanner.jump(end);
}

}  // namespace

std::optional<ScannedVersion> scan_version(std::string_view text, LocalLabel local) {
    ScannedVersion scanned;
    Scanner scanner(text);
    if (to_lower(scanner.peek()) == 'v') scanner.skip();
    if (!scan_epoch_and_release(scanner, scanned.parts)) return std::nullopt;
    const std::size_t release_end = scanner.position();
    scan_pre(scanner, scanned.parts);
    scan_post(scanner, scanned.parts);
    scan_dev(scanner, scanned.parts);
    if (local == LocalLabel::allowed) scan_local(scanner, scanned.parts);
    scanned.length = scanner.position();
    scanned.bare_release = scanned.length == release_end;
    return scanned;
}

}  // namespace spoke::python
