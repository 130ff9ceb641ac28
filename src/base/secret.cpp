#include "base/secret.hpp"

#include <cstring>
#include <string_view>

namespace spoke::base {

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        value_ = std::exchange(other.value_, {});
    }
    return *this;
}

void Secret::wipe() {
    if (!value_.empty()) ::explicit_bzero(value_.data(), value_.size());
    value_.clear();
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        difference = static_cast<unsigned char>(difference | (left[i] ^ right[i]));
    return difference == 0;
}

}  // namespace spoke::base
