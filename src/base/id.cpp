#include "base/id.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdint>

#include "base/encoding.hpp"

namespace spoke::base {
namespace {

constexpr std::size_t k_dashes[] = {8, 13, 18, 23};

}  // namespace

std::string SystemRandom::bytes(std::size_t count) {
    std::string out(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        const auto got = ::getrandom(out.data() + done, count - done, 0);
        if (got < 0) {
            SPOKE_ASSERT(errno == EINTR);
            continue;
        }
        done += static_cast<std::size_t>(got);
    }
    return out;
}

Id Id::make(const Clock& clock, Random& random) {
    const auto micros = clock.now().time_since_epoch().count();
    const auto millis = static_cast<std::uint64_t>(micros / 1000);
    // RFC 9562 §6.2 method 3: the 12 bits after the version hold the fraction of the millisecond.
    const auto fraction = static_cast<std::uint64_t>(micros % 1000) * 4096 / 1000;
    std::string raw;
    for (int shift = 40; shift >= 0; shift -= 8) raw += static_cast<char>(millis >> shift & 255);
    raw += static_cast<char>(0x70 | (fraction >> 8 & 15));
    raw += static_cast<char>(fraction & 255);
    raw += random.bytes(8);
    raw[8] = static_cast<char>((static_cast<unsigned char>(raw[8]) & 0x3F) | 0x80);
    std::string text = to_hex(raw);
    for (const auto at : k_dashes) text.insert(at, "-");
    return Id(std::move(text));
}

Result<Id> Id::parse(std::string_view text) {
    std::string hex;
    bool good = text.size() == 36;
    for (std::size_t i = 0; good && i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash)
            good = text[i] == '-';
        else
            hex += text[i];
    }
    if (!good || !is_lower_hex(hex, 32))
        return fail(ErrorCode::invalid, "not an identifier: \"" + printable(text, 60) + "\"");
    return Id(std::string(text));
}

}  // namespace spoke::base
