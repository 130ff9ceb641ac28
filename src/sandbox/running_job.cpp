#include "sandbox/running_job.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "sandbox/host_memory.hpp"
#include "sandbox/memory_file.hpp"

namespace spoke::sandbox {
namespace {

using namespace std::chrono_literals;
using Ticks = std::chrono::steady_clock;

constexpr auto k_setup_time = 20s;
constexpr auto k_setup_patience = 1ms;
constexpr auto k_sample_time = 50ms;
constexpr auto k_close_sample_time = 10ms;  // where more than half of the memory is used
constexpr auto k_death_time = 60s;          // a large name space takes its time to die
constexpr std::size_t k_status_limit = 64UL * 1024;
constexpr int k_signal_base = 128;  // bubblewrap's exit code for a signal, as a shell's

struct Pipe {
    base::FileHandle read;
    base::FileHandle write;
};

/// Our end does not block.
Result<Pipe> make_stream() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(error_from_errno(errno, "pipe"));
    Pipe out{base::FileHandle(ends[0]), base::FileHandle(ends[1])};
    if (::fcntl(out.read.get(), F_SETFL, O_NONBLOCK) != 0)
        return fail(error_from_errno(errno, "pipe"));
    return out;
}

bool readable(int fd) {
    pollfd waiting{fd, POLLIN, 0};
    return fd < 0 || (::poll(&waiting, 1, 0) == 1);
}

std::string advice_for(std::string_view words) {
    if (words.find("No permissions to creat") != std::string_view::npos ||
        words.find("reating new namespace failed") != std::string_view::npos ||
        words.find("setting up uid map") != std::string_view::npos)
        return "; unprivileged user namespaces are forbidden on this machine: allow them (sysctl "
               "kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0, and where "
               "it exists kernel.apparmor_restrict_unprivileged_userns=0)";
    if (words.find("Can't mount proc") != std::string_view::npos)
        return "; inside a container, let it mount proc (for instance with --security-opt "
               "systempaths=unconfined)";
    if (words.find("Can't find source path") != std::string_view::npos)
        return "; the builder's user must be able to read it, and every folder above it";
    return "";
}

/// A member of one of bubblewrap's JSON lines.
std::optional<std::int64_t> find_number(std::string_view lines, std::string_view key) {
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        const auto json = base::parse_json(line);
        if (!json || !json->is_object()) continue;
        if (auto number = base::json_integer(*json, key)) return *number;
    }
    return std::nullopt;
}

}  // namespace

RunningJob::RunningJob(base::ChildProcess bubblewrap, OutputCapture output, const Limits& limits)
    : limits_(limits),
      bubblewrap_(std::move(bubblewrap)),
      log_(limits.log_head_bytes, limits.log_tail_bytes),
      output_(std::move(output)) {}

RunningJob::~RunningJob() {
    if (name_space_.ended_descriptor() < 0) return;
    name_space_.kill();
    pollfd waiting{name_space_.ended_descriptor(), POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(std::chrono::milliseconds(k_death_time).count()));
}

Result<RunningJob> RunningJob::start(BubblewrapCommand command, const Limits& limits,
                                     base::Deadline deadline) {
    SPOKE_TRY(auto log, make_stream());
    SPOKE_TRY(auto output, make_stream());
    SPOKE_TRY(auto status, make_stream());
    std::array<int, 2> release{};
    if (::pipe2(release.data(), O_CLOEXEC) != 0) return fail(error_from_errno(errno, "pipe"));
    base::FileHandle release_end(release[1]);
    SPOKE_TRY(auto captured, OutputCapture::make(limits.output_bytes));
    const BubblewrapEnds ends{std::move(log.write), std::move(output.write),
                              std::move(status.write), base::FileHandle(release[0])};
    SPOKE_TRY(auto bubblewrap, base::spawn(command.spawn_options(ends)));
    RunningJob job(std::move(bubblewrap), std::move(captured), limits);
    job.log_stream_ = std::move(log.read);
    job.output_stream_ = std::move(output.read);
    job.status_stream_ = std::move(status.read);
    job.release_ = std::move(release_end);
    const auto setup = base::Deadline::after(
        std::min<Ticks::duration>(deadline.left(), Ticks::duration(k_setup_time)));
    if (auto attached = job.attach(setup); !attached)
        return job.setup_failed(std::move(attached).error());
    return job;
}

Result<pid_t> RunningJob::read_first_process(base::Deadline deadline) {
    while (!deadline.passed()) {
        SPOKE_TRY(const bool ended, pump(k_sample_time));
        if (const auto number = find_number(status_, "child-pid"))
            return static_cast<pid_t>(*number);
        if (ended || readable(bubblewrap_.pidfd())) break;
    }
    return fail(ErrorCode::unavailable, "bubblewrap did not start a process");
}

Result<void> RunningJob::attach(base::Deadline deadline) {
    SPOKE_TRY(const auto first, read_first_process(deadline));
    while (!deadline.passed()) {
        if (readable(bubblewrap_.pidfd()))
            return fail(ErrorCode::unavailable, "bubblewrap ended while it made the places");
        SPOKE_TRY(auto attached, NameSpace::attach(first, limits_));
        if (attached.first == NameSpace::Setup::done) {
            name_space_ = std::move(attached.second);
            return ok();
        }
        std::this_thread::sleep_for(k_setup_patience);
    }
    return fail(ErrorCode::timeout, "bubblewrap did not make the places in time");
}

std::unexpected<Error> RunningJob::setup_failed(Error cause) {
    kill();
    const auto ended = bubblewrap_.wait();
    static_cast<void>(ended);
    const auto drained = drain(log_stream_, "log");
    static_cast<void>(drained);
    auto words = log_.text();
    while (words.ends_with('\n')) words.pop_back();
    if (words.empty()) return fail_with_note(std::move(cause), "starting a sandbox");
    return fail(ErrorCode::unavailable,
                "the sandbox can't be made here: " + base::printable(words) + advice_for(words));
}

Result<void> RunningJob::take(std::string_view what, std::string_view bytes) {
    if (what == "log") log_.add(bytes);
    if (what == "status" && status_.size() < k_status_limit) status_ += bytes;
    if (what == "output") return output_.add(bytes);
    return ok();
}

/// Reads what is there, but never so much that the judge would have to wait. False at the end.
Result<bool> RunningJob::drain(base::FileHandle& stream, std::string_view what) {
    constexpr int k_reads = 64;
    std::array<char, 65536> buffer;
    for (int i = 0; i < k_reads && stream.valid(); ++i) {
        const auto got = ::read(stream.get(), buffer.data(), buffer.size());
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) break;
        if (got < 0) return fail(error_from_errno(errno, "reading from the job"));
        if (got == 0) stream.reset();
        if (got > 0)
            SPOKE_TRY(take(what, std::string_view(buffer.data(), static_cast<std::size_t>(got))));
    }
    return stream.valid();
}

Result<bool> RunningJob::pump(std::chrono::milliseconds patience) {
    const auto unless_ended = [](int fd) {
        return readable(fd) ? -1 : fd;
    };
    std::array<pollfd, 5> waiting{{{log_stream_.get(), POLLIN, 0},
                                   {output_stream_.get(), POLLIN, 0},
                                   {status_stream_.get(), POLLIN, 0},
                                   {unless_ended(name_space_.ended_descriptor()), POLLIN, 0},
                                   {unless_ended(bubblewrap_.pidfd()), POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), static_cast<int>(patience.count()));
    SPOKE_TRY(const bool log_open, drain(log_stream_, "log"));
    SPOKE_TRY(const bool output_open, drain(output_stream_, "output"));
    SPOKE_TRY(const bool status_open, drain(status_stream_, "status"));
    return !log_open && !output_open && !status_open && readable(name_space_.ended_descriptor()) &&
           readable(bubblewrap_.pidfd());
}

void RunningJob::kill() {
    name_space_.kill();
    bubblewrap_.kill_group();
    if (!killed_) killed_ = Ticks::now();
}

void RunningJob::judge(base::Deadline deadline, std::uint64_t host_memory_floor,
                       const std::stop_token& stop) {
    const auto use = name_space_.measure(limits_);
    result_.memory_peak = std::max(result_.memory_peak, use.memory);
    result_.task_peak = std::max(result_.task_peak, use.tasks);
    result_.cpu_ms = use.cpu.count();
    result_.disk_full = result_.disk_full || use.disk_full;
    if (killed_) return;
    result_.out_of_memory =
        use.memory > limits_.memory_bytes || available_host_memory() < host_memory_floor;
    result_.too_many_tasks = use.tasks > limits_.tasks;
    result_.output_overflow = output_.overflowed();
    result_.timed_out = deadline.passed();
    result_.cancelled = stop.stop_requested();
    if (result_.out_of_memory || result_.too_many_tasks || result_.output_overflow ||
        result_.timed_out || result_.cancelled)
        kill();
}

Result<JobResult> RunningJob::finish(base::Deadline deadline, std::uint64_t host_memory_floor,
                                     const std::stop_token& stop) {
    // A machine that is short of memory already would not be helped by killing this job at once.
    const auto floor = std::min(host_memory_floor, available_host_memory() / 2);
    const auto begun = Ticks::now();
    SPOKE_TRY(base::write_all(release_.get(), "x"));
    release_.reset();
    for (auto last = begun;;) {
        const bool close = result_.memory_peak > limits_.memory_bytes / 2;
        SPOKE_TRY(const bool ended, pump(close ? k_close_sample_time : k_sample_time));
        if (ended) break;
        if (Ticks::now() - last >= k_close_sample_time) {
            judge(deadline, floor, stop);
            last = Ticks::now();
        }
        if (killed_ && Ticks::now() - *killed_ > k_death_time)
            return fail(ErrorCode::internal, "a killed job did not die");
    }
    // The file systems can still be seen; an overflow may have come with the last bytes.
    result_.disk_full = name_space_.measure(limits_).disk_full || result_.disk_full;
    result_.output_overflow = output_.overflowed();
    return report(begun);
}

Result<JobResult> RunningJob::report(Ticks::time_point begun) {
    result_.wall_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(Ticks::now() - begun).count();
    SPOKE_TRY(const auto ended, bubblewrap_.wait());
    result_.cpu_ms = name_space_.reap().count();
    const auto code = find_number(status_, "exit-code");
    result_.exit_code = static_cast<int>(code.value_or(ended.code));
    if (!code && ended.signal != 0) result_.exit_code = k_signal_base + ended.signal;
    if (result_.exit_code > k_signal_base && result_.exit_code < k_signal_base + NSIG)
        result_.signal = result_.exit_code - k_signal_base;
    const auto network = name_space_.network();
    result_.network_attempts = network.attempts;
    result_.name_lookups = network.lookups;
    result_.output_bytes = output_.size();
    SPOKE_TRY(result_.output, output_.finish());
    const auto text = log_.text();
    result_.log_bytes = text.size();
    result_.log_dropped = log_.dropped();
    SPOKE_TRY(result_.log, make_sealed("log", text));
    return std::move(result_);
}

}  // namespace spoke::sandbox
