#pragma once

#include "base/channel.hpp"
#include "base/result.hpp"
#include "upstream/upstream.hpp"

namespace spoke::upstream {

/// The fetcher role's loop: typed requests in, answers out, until the other end closes. It alone
/// has the network and the upstream folder, and executes nothing that it fetched. An unknown or
/// malformed request is answered with an error and ends nothing; a broken frame ends the loop.
Result<void> serve_fetcher(base::Channel channel, Upstream& upstream);

}  // namespace spoke::upstream
