#include "http/lane.hpp"

#include <utility>

namespace spoke::http {

std::string BufferedRandom::bytes(std::size_t count) {
    constexpr std::size_t k_draw = 4096;
    if (count > k_draw) return system_.bytes(count);
    if (buffer_.size() - used_ < count) {
        buffer_ = system_.bytes(k_draw);
        used_ = 0;
    }
    used_ += count;
    return buffer_.substr(used_ - count, count);
}

void Lane::flush_lines() {
    if (access_log == nullptr || lines.empty()) return;
    access_log->submit(std::exchange(lines, {}));
}

Tracked::Tracked(Lane& lane) : lane_(lane), next_(lane.first) {
    if (next_ != nullptr) next_->previous_ = this;
    lane.first = this;
    ++lane.open;
}

Tracked::~Tracked() {
    (previous_ == nullptr ? lane_.first : previous_->next_) = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
    --lane_.open;
}

}  // namespace spoke::http
