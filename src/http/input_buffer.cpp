#include "http/input_buffer.hpp"

#include <algorithm>
#include <cstring>

#include "base/result.hpp"

namespace spoke::http {

std::span<char> InputBuffer::make_room() {
    if (begin_ > 0) {
        std::memmove(data_.data(), data_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (data_.empty())
        data_.resize(k_idle_size);
    else if (end_ == data_.size())
        data_.resize(data_.size() * 2);
    return std::span(data_).subspan(end_);
}

void InputBuffer::consume(std::size_t count) {
    SPOKE_ASSERT(count <= end_ - begin_);
    begin_ += count;
    if (begin_ != end_) return;
    begin_ = end_ = 0;
    if (data_.size() > k_idle_size) std::vector<char>(k_idle_size).swap(data_);
}

void InputBuffer::replace(std::string_view bytes) {
    if (bytes.size() > data_.size()) data_.resize(bytes.size());
    std::ranges::copy(bytes, data_.begin());
    begin_ = 0;
    end_ = bytes.size();
}

}  // namespace spoke::http
