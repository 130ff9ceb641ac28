#pragma once

#include "app/settings.hpp"
#include "base/result.hpp"

namespace spoke::app {

// The processes of `serve`. Each runs until its channel closes or SIGTERM comes.
Result<void> run_server(const Settings& settings);
Result<void> run_signer(const Settings& settings);
Result<void> run_fetcher(const Settings& settings);
Result<void> run_builder(const Settings& settings);

}  // namespace spoke::app
