#pragma once

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::app {

/// Blocks SIGTERM and SIGINT in this thread and those that it will start, and gives a descriptor
/// that becomes readable when one comes. To be called before any thread is started.
Result<base::FileHandle> watch_stop_signals();

}  // namespace spoke::app
