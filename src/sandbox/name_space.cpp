#include "sandbox/name_space.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include "sandbox/job.hpp"
#include "sandbox/process_table.hpp"

namespace spoke::sandbox {
namespace {

constexpr std::uint64_t k_file_bytes = 1024;  // about what the kernel keeps for an empty file
constexpr auto k_gauge_time = std::chrono::seconds(2);
constexpr auto k_answer_age = std::chrono::milliseconds(500);
constexpr rlim_t k_locked_bytes = 64UL * 1024;
constexpr int k_niceness = 5;  // the server answers first

Result<base::FileHandle> open_at(pid_t first, std::string_view rest, int flags) {
    const auto path = fmt::format("/proc/{}/{}", first, rest);
    base::FileHandle file(::open(path.c_str(), flags | O_CLOEXEC));  // NOLINT
    if (!file.valid()) return fail(error_from_errno(errno, path));
    return file;
}

/// Bubblewrap's last act before it waits for us is to make the root read-only, after
/// which it is our root only once it has left the host's: both must show.
bool places_are_made(pid_t first) {
    const auto path = fmt::format("/proc/{}/root", first);
    struct statvfs root{};
    struct stat root_folder{};
    struct stat our_root{};
    return ::statvfs(path.c_str(), &root) == 0 && (root.f_flag & ST_RDONLY) != 0 &&
           ::stat((path + "/").c_str(), &root_folder) == 0 && ::stat("/", &our_root) == 0 &&
           root_folder.st_dev != our_root.st_dev &&
           ::access((path + k_input_folder).c_str(), F_OK) == 0;
}

Result<void> limit(pid_t first, __rlimit_resource resource, rlim_t value) {
    rlimit now{};
    if (::prlimit(first, resource, nullptr, &now) != 0)
        return fail(error_from_errno(errno, "reading a limit of the job"));
    const auto both = std::min(value, now.rlim_max);
    const rlimit wanted{both, both};
    if (::prlimit(first, resource, &wanted, nullptr) != 0)
        return fail(error_from_errno(errno, "setting a limit of the job"));
    return ok();
}

/// Above the limit that the watcher holds the job to: forks that are under way and will fail count
/// for the kernel too, so that a fork bomb hovers for long just below its ceiling.
rlim_t task_ceiling(const Limits& limits) {
    return limits.tasks + limits.tasks / 4 + 16;
}

Result<void> set_limits(pid_t first, const Limits& limits) {
    SPOKE_TRY(limit(first, RLIMIT_NPROC, task_ceiling(limits)));
    SPOKE_TRY(limit(first, RLIMIT_FSIZE, limits.file_bytes));
    SPOKE_TRY(limit(first, RLIMIT_NOFILE, limits.open_files));
    SPOKE_TRY(limit(first, RLIMIT_CORE, 0));
    SPOKE_TRY(limit(first, RLIMIT_MEMLOCK, k_locked_bytes));
    const auto process = static_cast<id_t>(first);
    // We may be nicer already, and nobody may become less nice.
    if (::getpriority(PRIO_PROCESS, process) < k_niceness &&
        ::setpriority(PRIO_PROCESS, process, k_niceness) != 0)
        return fail(error_from_errno(errno, "setting the job's priority"));
    // Where the machine runs out of memory all the same, the kernel takes the job first.
    SPOKE_TRY(const auto adjust, open_at(first, "oom_score_adj", O_WRONLY));
    return base::write_all(adjust.get(), "1000");
}

std::uint64_t leading_number(std::string_view text) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t")));
    std::uint64_t out = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') break;
        out = out * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return out;
}

/// `/proc/net/snmp` has a line of names and a line of numbers for each protocol.
std::uint64_t counter_of(std::string_view table, std::string_view protocol, std::string_view name) {
    const auto head = std::string(protocol) + ": ";
    const auto names_at = table.find(head);
    if (names_at == std::string_view::npos) return 0;
    const auto numbers_at = table.find(head, names_at + head.size());
    if (numbers_at == std::string_view::npos) return 0;
    auto names = table.substr(names_at, table.find('\n', names_at) - names_at);
    auto numbers = table.substr(numbers_at, table.find('\n', numbers_at) - numbers_at);
    while (!names.empty() && !numbers.empty()) {
        const auto word = names.substr(0, names.find(' '));
        if (word == name) return leading_number(numbers);
        names.remove_prefix(std::min(names.size(), word.size() + 1));
        numbers.remove_prefix(
            std::min(numbers.size(), numbers.substr(0, numbers.find(' ')).size() + 1));
    }
    return 0;
}

std::string read_from_start(const base::FileHandle& file) {
    std::array<char, 16384> buffer;
    const auto got = ::pread(file.get(), buffer.data(), buffer.size(), 0);
    return {buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

}  // namespace

Result<std::pair<NameSpace::Setup, NameSpace>> NameSpace::attach(pid_t first,
                                                                 const Limits& limits) {
    NameSpace out;
    out.first_ = base::FileHandle(static_cast<int>(::syscall(SYS_pidfd_open, first, 0U)));
    if (!out.first_.valid()) return fail(error_from_errno(errno, "watching the job"));
    if (!places_are_made(first)) return std::pair(Setup::under_way, NameSpace());
    SPOKE_TRY(out.processes_, open_at(first, "root/proc", O_RDONLY | O_DIRECTORY));
    SPOKE_TRY(out.network_, open_at(first, "net/snmp", O_RDONLY));
    // Absent where the kernel has no IPv6.
    if (auto table = open_at(first, "net/snmp6", O_RDONLY)) out.network6_ = *std::move(table);
    for (const auto* place : {"root/build", "root/tmp", "root/dev/shm"}) {
        SPOKE_TRY(auto file_system, open_at(first, place, O_PATH | O_DIRECTORY));
        out.file_systems_.push_back(std::move(file_system));
    }
    SPOKE_TRY(set_limits(first, limits));
    return std::pair(Setup::done, std::move(out));
}

void NameSpace::kill() {
    if (first_.valid()) ::syscall(SYS_pidfd_send_signal, first_.get(), SIGKILL, nullptr, 0U);
}

std::chrono::milliseconds NameSpace::reap() {
    siginfo_t info{};
    rusage usage{};
    // Direct: the C library's form leaves the usage out. Nothing to wait for where bubblewrap did.
    if (::syscall(SYS_waitid, P_PIDFD, first_.get(), &info, WEXITED | WNOHANG, &usage) != 0)
        return cpu_;
    const auto span = [](const timeval& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::milliseconds(time.tv_usec / 1000);
    };
    return std::max(cpu_, span(usage.ru_utime) + span(usage.ru_stime));
}

std::uint64_t NameSpace::file_system_bytes(bool& full) const {
    std::uint64_t out = 0;
    for (const auto& place : file_systems_) {
        struct statvfs use{};
        if (::fstatvfs(place.get(), &use) != 0) continue;
        out += (use.f_blocks - use.f_bfree) * use.f_frsize;
        out += (use.f_files - use.f_ffree) * k_file_bytes;
        full = full || use.f_bfree == 0 || use.f_ffree == 0;
    }
    return out;
}

Usage NameSpace::measure(const Limits& limits) {
    Usage out;
    const auto files = file_system_bytes(out.disk_full);
    const auto table = read_process_table(processes_.get());
    out.tasks = table.tasks;
    out.memory = files + table.resident;
    if (out.memory > limits.memory_bytes && out.tasks <= limits.tasks)
        out.memory = closer_look(table, files, limits);
    cpu_ = std::max(cpu_, table.cpu);
    out.cpu = cpu_;
    return out;
}

/// Resident sizes count a shared page once for each process.
std::uint64_t NameSpace::closer_look(const ProcessTable& table, std::uint64_t files,
                                     const Limits& limits) {
    if (!gauge_) {
        auto started = MemoryGauge::start(processes_.get());
        if (!started) return files + table.resident;
        gauge_ = std::make_unique<MemoryGauge>(*std::move(started));
    }
    if (gauge_->waiting() > k_gauge_time) return files + table.resident;
    const auto answer = gauge_->answer(k_answer_age);
    gauge_->ask(table);
    return answer ? files + *answer : limits.memory_bytes;
}

NetworkUse NameSpace::network() const {
    const auto table = read_from_start(network_);
    NetworkUse out;
    out.attempts = counter_of(table, "Ip", "OutNoRoutes");
    // Nothing answers on port 53 of the loopback device, where names are asked without a
    // resolv.conf.
    out.lookups = counter_of(table, "Udp", "NoPorts");
    if (!network6_.valid()) return out;
    // `/proc/net/snmp6` has one name and number a line.
    constexpr std::string_view k_no_routes = "Ip6OutNoRoutes";
    const auto table6 = read_from_start(network6_);
    if (const auto at = table6.find(k_no_routes); at != std::string::npos)
        out.attempts += leading_number(std::string_view(table6).substr(at + k_no_routes.size()));
    return out;
}

}  // namespace spoke::sandbox
