#pragma once

#include "app/settings.hpp"
#include "base/result.hpp"

namespace spoke::app {

/// `spokeshave serve`: prepares the data folder, starts signer, fetcher, builder and server, each
/// with its own rights, connects them, says where the server is, and waits. SIGTERM and SIGINT stop
/// all in order; if a role ends by itself, all are stopped and the error names it.
Result<void> supervise(const Settings& settings);

/// Numbers of the descriptors that a role finds its channels at.
inline constexpr int k_role_channel = 3;    ///< of every role: to the server (the server's: to us)
inline constexpr int k_signer_channel = 4;  ///< the server's three others
inline constexpr int k_builder_channel = 5;
inline constexpr int k_fetcher_channel = 6;

}  // namespace spoke::app
