// A channel whose peer has been taken over: any bytes end in a message, an error or the end.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/channel.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    auto pair = base::Channel::make_pair();
    if (!pair) return 0;
    const auto part = std::min<std::size_t>(size, 64UL * 1024);  // what a socket holds for sure
    if (::send(pair->first.descriptor(), data, part, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return 0;
    pair->first.shut_down();
    for (;;) {
        const auto got = pair->second.receive(base::Deadline::after(std::chrono::seconds(1)));
        if (!got || !*got) break;
    }
    return 0;
}
