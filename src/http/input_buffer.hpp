#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace spoke::http {

/// What was read and not yet used. Small while idle (installers send
/// about 1 KB), grows to a head's limit.
class InputBuffer {
public:
    std::string_view view() const { return {data_.data() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }

    /// Room for more; moves what is there, so views end here.
    std::span<char> make_room();
    void grow_by(std::size_t count) { end_ += count; }
    void consume(std::size_t count);
    /// Takes what stands after the first `count` bytes out of the buffer; those stay where they
    /// are.
    std::string_view after(std::size_t count) const { return view().substr(count); }
    void truncate(std::size_t count) { end_ = begin_ + count; }
    void replace(std::string_view bytes);

private:
    static constexpr std::size_t k_idle_size = 1536;
    std::vector<char> data_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace spoke::http
