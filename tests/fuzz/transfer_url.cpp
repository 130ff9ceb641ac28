#include "transfer/origin.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// The form that is dialled is a fixed point: what was checked is what a second reader sees.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto url = transfer::HttpUrl::parse(text);
    if (url) {
        const auto again = transfer::HttpUrl::parse(url->text());
        SPOKE_ASSERT(again && again->text() == url->text() && again->origin() == url->origin());
    }
    static_cast<void>(transfer::HttpUrl::parse("https://a.example/b/c")->resolve(text));
    return 0;
}
