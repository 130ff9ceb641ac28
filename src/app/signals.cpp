#include "app/signals.hpp"

#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>

namespace spoke::app {

Result<base::FileHandle> watch_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (::pthread_sigmask(SIG_BLOCK, &signals, nullptr) != 0)
        return fail(ErrorCode::internal, "signals can't be blocked");
    base::FileHandle handle(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!handle.valid()) return fail(error_from_errno(errno, "signalfd"));
    return handle;
}

}  // namespace spoke::app
