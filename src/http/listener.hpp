#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "http/settings.hpp"

namespace spoke::http {

struct Listeners {
    std::vector<base::FileHandle> sockets;  ///< one a thread, all on one address and port
    std::uint16_t port = 0;
};

/// Listening sockets that share their port by SO_REUSEPORT. Another server on that port is
/// `conflict`, also one of our own user's, whose port the kernel would let us share; an address
/// that others can reach is `invalid` unless a proxy stands in front.
Result<Listeners> open_listeners(const Settings& settings);

}  // namespace spoke::http
