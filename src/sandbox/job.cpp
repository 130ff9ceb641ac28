#include "sandbox/job.hpp"

#include <fmt/format.h>

#include "sandbox/limits.hpp"

namespace spoke::sandbox {

bool JobResult::succeeded() const {
    return exit_code == 0 && signal == 0 && !timed_out && !out_of_memory && !too_many_tasks &&
           !output_overflow && !cancelled;
}

std::string JobResult::describe() const {
    if (cancelled) return "it was stopped";
    if (out_of_memory)
        return fmt::format("it used more memory than allowed (at least {} MiB)",
                           memory_peak / k_mebibyte);
    if (too_many_tasks)
        return fmt::format("it started more processes and threads than allowed (at least {})",
                           task_peak);
    if (output_overflow) return "it wrote more output than allowed";
    if (timed_out) return fmt::format("it did not end within its time ({} s)", wall_ms / 1000);
    if (succeeded()) return "it succeeded";
    const std::string_view hint = disk_full ? ", its file system was full" : "";
    if (signal != 0) return fmt::format("it was ended by signal {}{}", signal, hint);
    return fmt::format("it ended with exit code {}{}", exit_code, hint);
}

}  // namespace spoke::sandbox
