// File names: a wheel's or sdist's parts make a strict name that says the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "python/file_name.hpp"
#include "python/tags.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke::python;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const FileName name = parse_file_name(text);
    if (name.wheel) {
        const WheelName& wheel = *name.wheel;
        const auto made =
            WheelName::make(wheel.project(), wheel.version(), wheel.build(), wheel.python_tags(),
                            wheel.abi_tags(), wheel.platform_tags());
        const auto again = WheelName::parse(made.text(), Strictness::strict);
        SPOKE_ASSERT(again && again->tags() == wheel.tags() && again->build() == wheel.build());
        SPOKE_ASSERT(again->project() == wheel.project() && again->version() == wheel.version());
        SPOKE_ASSERT(cover(wheel.tags(), wheel.tags(), debian12_target()) != Cover::uncovered);
    }
    if (name.sdist) {
        const auto again = parse_file_name(text, name.sdist->project());
        SPOKE_ASSERT(again.kind != FileKind::other);
        const auto made = SdistName::make(name.sdist->project(), name.sdist->version());
        SPOKE_ASSERT(SdistName::parse(made.text()).value().version() == made.version());
    }
    return 0;
}
