#include "sandbox/bubblewrap.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "sandbox/environment.hpp"
#include "sandbox/memory_file.hpp"
#include "sandbox/seccomp_filter.hpp"

namespace spoke::sandbox {
namespace {

// The numbers that bubblewrap gets its descriptors at. It closes all but the job's own.
constexpr int k_status = 4;
constexpr int k_release = 5;
constexpr int k_seccomp = 6;
constexpr int k_options = 7;
constexpr int k_first_data = 8;

constexpr std::uint64_t k_input_limit = 2 * k_gibibyte;  // all inputs of a job
constexpr std::uint64_t k_shared_memory_bytes = 64 * k_mebibyte;
constexpr std::uint64_t k_fixed_bytes =
    64UL * 1024;  // file systems that hold folders and links only
constexpr std::size_t k_inputs = 64;

constexpr const char* k_passwd =
    "root:x:0:0:root:/:/usr/sbin/nologin\n"
    "build:x:1000:1000:build:/build/home:/bin/sh\n";
constexpr const char* k_group = "root:x:0:\nbuild:x:1000:\n";
constexpr const char* k_hosts = "127.0.0.1 localhost spokeshave\n::1 localhost\n";
constexpr const char* k_name_service = "passwd: files\ngroup: files\nhosts: files dns\n";

bool is_segment(std::string_view name) {
    return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
           name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

bool is_hideable(std::string_view path) {
    return path.starts_with("/usr/") && path.find("/../") == std::string_view::npos &&
           !path.ends_with("/..") && path.find('\0') == std::string_view::npos;
}

unsigned cpu_count(unsigned wanted) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return std::max(wanted, 1U);
    const auto here = static_cast<unsigned>(CPU_COUNT(&allowed));
    return wanted == 0 ? here : std::min(wanted, here);
}

Result<void> check(const Job& job) {
    if (job.arguments.empty() || !job.arguments.front().starts_with('/'))
        return fail(ErrorCode::invalid, "a job's program needs an absolute path");
    for (const auto& argument : job.arguments)
        if (argument.find('\0') != std::string::npos)
            return fail(ErrorCode::invalid, "an argument of a job has a NUL in it");
    if (!job.working_folder.starts_with('/') || job.working_folder.find('\0') != std::string::npos)
        return fail(ErrorCode::invalid, "a job's working folder needs an absolute path");
    if (job.inputs.size() > k_inputs)
        return fail(ErrorCode::too_large, "a job has more than 64 inputs");
    for (const auto& input : job.inputs)
        if (!is_segment(input.name))
            return fail(ErrorCode::invalid, "not a name for an input: " + input.name);
    for (const auto& folder : job.hidden)
        if (!is_hideable(folder))
            return fail(ErrorCode::invalid, "not a folder that can be hidden: " + folder);
    return ok();
}

}  // namespace

Result<BubblewrapCommand> BubblewrapCommand::make(const Settings& settings, const Job& job,
                                                  const Limits& limits) {
    SPOKE_TRY(check(job));
    const auto cpus = cpu_count(job.cpus);
    SPOKE_TRY(const auto environment, environment_of(job, cpus));
    BubblewrapCommand out;
    out.program_ = settings.bubblewrap;
    out.cpus_ = cpus;
    out.job_ = job.arguments;
    out.add_name_spaces();
    SPOKE_TRY(out.add_host(settings, job));
    SPOKE_TRY(out.add_writable_places(limits));
    SPOKE_TRY(out.add_inputs(job));
    for (const auto& [name, value] : environment) out.add({"--setenv", name, value});
    // Last, when every place is made. A watcher waits for this (name_space.cpp).
    out.add({"--remount-ro", "/dev", "--remount-ro", "/", "--chdir", job.working_folder});

    SPOKE_TRY(auto filter, make_seccomp_filter());
    out.kept_.emplace_back(filter.get(), k_seccomp);
    out.files_.push_back(std::move(filter));
    std::string options;
    for (const auto& word : out.options_) options.append(word).push_back('\0');
    SPOKE_TRY(out.options_file_, make_sealed("options", options));
    out.kept_.emplace_back(out.options_file_.get(), k_options);
    return out;
}

base::SpawnOptions BubblewrapCommand::spawn_options(const BubblewrapEnds& ends) const {
    base::SpawnOptions out;
    out.arguments = {program_, "--args", std::to_string(k_options), "--"};
    out.arguments.insert(out.arguments.end(), job_.begin(), job_.end());
    out.working_folder = "/";
    out.in = input_.get();
    out.out = ends.log.get();
    out.err = ends.log.get();
    out.kept = kept_;
    out.kept.emplace_back(ends.output.get(), k_output_descriptor);
    out.kept.emplace_back(ends.status.get(), k_status);
    out.kept.emplace_back(ends.release.get(), k_release);
    out.limits = {{RLIMIT_CORE, 0}};
    out.creation_mask = 022;
    out.cpu_count = cpus_;
    return out;
}

void BubblewrapCommand::add(std::vector<std::string> words) {
    options_.insert(options_.end(), words.begin(), words.end());
}

Result<void> BubblewrapCommand::add_data(const std::string& path, base::FileHandle file) {
    const int number = k_first_data + static_cast<int>(files_.size());
    kept_.emplace_back(file.get(), number);
    files_.push_back(std::move(file));
    add({"--perms", "0444", "--ro-bind-data", std::to_string(number), path});
    return ok();
}

Result<void> BubblewrapCommand::add_text(const std::string& path, const char* text) {
    SPOKE_TRY(auto file, make_sealed("text", text));
    return add_data(path, std::move(file));
}

void BubblewrapCommand::add_name_spaces() {
    add({"--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
         "--unshare-cgroup-try", "--disable-userns", "--die-with-parent", "--new-session"});
    add({"--uid", "1000", "--gid", "1000", "--hostname", "spokeshave", "--cap-drop", "ALL"});
    add({"--clearenv", "--json-status-fd", std::to_string(k_status), "--block-fd",
         std::to_string(k_release), "--seccomp", std::to_string(k_seccomp)});
}

void BubblewrapCommand::add_tmpfs(const std::string& path, std::uint64_t size, const char* mode) {
    add({"--perms", mode, "--size", std::to_string(size), "--tmpfs", path});
}

Result<void> BubblewrapCommand::add_host(const Settings& settings, const Job& job) {
    add({"--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin",
         "/sbin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"});
    auto hidden = job.hidden;
    hidden.emplace_back("/usr/local");  // what this machine's administrator added is no toolchain
    for (const auto& folder : hidden) {
        add_tmpfs(folder, k_fixed_bytes, "0755");
        add({"--remount-ro", folder});
    }
    for (const auto* part :
         {"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"})
        add({"--ro-bind-try", part, part});
    SPOKE_TRY(add_text("/etc/passwd", k_passwd));
    SPOKE_TRY(add_text("/etc/group", k_group));
    SPOKE_TRY(add_text("/etc/hosts", k_hosts));
    SPOKE_TRY(add_text("/etc/nsswitch.conf", k_name_service));
    add({"--symlink", "/usr/share/zoneinfo/UTC", "/etc/localtime"});
    if (!settings.tools.empty()) add({"--ro-bind", settings.tools.string(), k_tools_folder});
    return ok();
}

Result<void> BubblewrapCommand::add_writable_places(const Limits& limits) {
    add({"--proc", "/proc"});
    add_tmpfs("/dev", k_fixed_bytes, "0755");
    for (const auto* device :
         {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"})
        add({"--dev-bind", device, device});
    add({"--symlink", "/proc/self/fd", "/dev/fd", "--symlink", "/proc/self/fd/0", "/dev/stdin",
         "--symlink", "/proc/self/fd/1", "/dev/stdout", "--symlink", "/proc/self/fd/2",
         "/dev/stderr"});
    add_tmpfs("/dev/shm", std::min(k_shared_memory_bytes, limits.temporary_bytes), "1777");
    add_tmpfs("/tmp", limits.temporary_bytes, "1777");
    add_tmpfs(k_build_folder, limits.disk_bytes, "0755");
    add({"--dir", k_home_folder, "--dir", k_temporary_folder});
    return ok();
}

Result<void> BubblewrapCommand::add_inputs(const Job& job) {
    add({"--dir", k_input_folder});
    std::uint64_t left = k_input_limit;
    for (const auto& input : job.inputs) {
        SPOKE_TRY(auto copy, copy_sealed(input.name.c_str(), input.file.get(), left));
        SPOKE_TRY(const auto size, check_sealed(copy.get(), left));
        left -= size;
        SPOKE_TRY(add_data(fmt::format("{}/{}", k_input_folder, input.name), std::move(copy)));
    }
    if (!job.standard_input.valid()) return ok();
    SPOKE_TRY(input_, copy_sealed("standard input", job.standard_input.get(), left));
    return ok();
}

}  // namespace spoke::sandbox
