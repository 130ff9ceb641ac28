#include "http/head_scanner.hpp"

#include <cstring>

namespace spoke::http {
namespace {

/// RFC 9112 §2.2 allows one; a client that sends more is only noise.
constexpr std::size_t k_blank_lines_limit = 4;

Refusal closing(int status, std::string detail) {
    Refusal refusal = refused(status, std::move(detail));
    refusal.close = true;
    return refusal;
}

bool has_controls(std::string_view line) {
    unsigned bad = 0;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        bad |= static_cast<unsigned>(byte < 0x20) & static_cast<unsigned>(byte != '\t');
        bad |= static_cast<unsigned>(byte == 0x7f);
    }
    return bad != 0;
}

}  // namespace

void HeadScanner::reset() {
    *this = HeadScanner(*limits_);
}

std::expected<void, Refusal> HeadScanner::check_line(std::string_view line) {
    if (line.empty() || line.back() != '\r')
        return std::unexpected(closing(400, "A line of the head ends in LF without CR."));
    line.remove_suffix(1);
    if (has_controls(line))
        return std::unexpected(closing(400, "The head holds a control character."));
    if (lines_ == 0 && line.size() > limits_->request_line)
        return std::unexpected(closing(414, "The request line is longer than the limit."));
    if (lines_ > 0 && !line.empty() && (line.front() == ' ' || line.front() == '\t'))
        return std::unexpected(closing(400, "A folded header is not accepted."));
    return {};
}

std::expected<std::optional<HeadScanner::Found>, Refusal> HeadScanner::scan(
    std::string_view bytes) {
    while (seen_ < bytes.size()) {
        const void* found = std::memchr(bytes.data() + seen_, '\n', bytes.size() - seen_);
        if (found == nullptr) {
            seen_ = bytes.size();
            break;
        }
        const auto feed = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        const std::string_view line = bytes.substr(line_, feed - line_);
        seen_ = line_ = feed + 1;
        if (auto fine = check_line(line); !fine) return std::unexpected(fine.error());
        if (line.size() > 1) {
            if (++lines_ > limits_->header_count + 1)
                return std::unexpected(closing(431, "The request has too many headers."));
        } else if (lines_ > 0) {
            if (line_ - begin_ > limits_->head)
                return std::unexpected(closing(431, "The head is larger than the limit."));
            return Found{begin_, line_};
        } else {
            begin_ = line_;
            if (begin_ > 2 * k_blank_lines_limit)
                return std::unexpected(closing(400, "Blank lines stand where a request should."));
        }
    }
    started_ = bytes.size() > begin_;
    if (lines_ == 0 && seen_ - begin_ > limits_->request_line + 1)
        return std::unexpected(closing(414, "The request line is longer than the limit."));
    if (seen_ - begin_ > limits_->head)
        return std::unexpected(closing(431, "The head is larger than the limit."));
    return std::optional<Found>{};
}

}  // namespace spoke::http
