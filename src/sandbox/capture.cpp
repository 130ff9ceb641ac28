#include "sandbox/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sandbox/memory_file.hpp"

namespace spoke::sandbox {

LogCapture::LogCapture(std::size_t head_limit, std::size_t tail_limit)
    : head_limit_(head_limit), tail_limit_(tail_limit) {}

void LogCapture::add(std::string_view bytes) {
    total_ += bytes.size();
    const auto first = std::min(bytes.size(), head_limit_ - head_.size());
    head_ += bytes.substr(0, first);
    tail_ += bytes.substr(first);
    if (tail_.size() > 2 * tail_limit_) tail_.erase(0, tail_.size() - tail_limit_);
}

std::uint64_t LogCapture::dropped() const {
    return total_ - head_.size() - std::min(tail_.size(), tail_limit_);
}

std::string LogCapture::text() const {
    const auto kept = std::min(tail_.size(), tail_limit_);
    const auto tail = std::string_view(tail_).substr(tail_.size() - kept);
    if (dropped() == 0) return head_ + std::string(tail);
    return fmt::format("{}\n[spokeshave] {} bytes of the log are left out here\n{}", head_,
                       dropped(), tail);
}

Result<OutputCapture> OutputCapture::make(std::uint64_t limit) {
    SPOKE_TRY(auto file, make_memory_file("output"));
    return OutputCapture(std::move(file), limit);
}

Result<void> OutputCapture::add(std::string_view bytes) {
    if (overflowed_ || bytes.size() > limit_ - size_) {
        overflowed_ = true;
        return ok();
    }
    size_ += bytes.size();
    return base::write_all(file_.get(), bytes);
}

Result<base::FileHandle> OutputCapture::finish() {
    SPOKE_TRY(seal(file_));
    return std::move(file_);
}

}  // namespace spoke::sandbox
