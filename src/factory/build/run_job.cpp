#include "factory/build/run_job.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>

#include "archive/tar_stream.hpp"
#include "base/time.hpp"
#include "factory/build/log_patterns.hpp"
#include "factory/build/runner_text.hpp"
#include "sandbox/memory_file.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

constexpr std::uint64_t k_max_wheel_bytes = std::uint64_t{512} << 20U;
constexpr std::uint64_t k_max_log_bytes = std::uint64_t{16} << 20U;
constexpr std::uint64_t k_gibibyte = std::uint64_t{1} << 30U;

Result<base::FileHandle> pack_wheels(const std::vector<JobWheel>& wheels, blobs::BlobStore& blobs) {
    std::vector<archive::TarMember> members;
    for (const auto& wheel : wheels) {
        auto bytes = wheel.bytes;
        if (bytes.empty()) {
            SPOKE_TRY(bytes, blobs::load_bytes(blobs, wheel.sha256, k_max_wheel_bytes));
        }
        if (crypto::sha256(bytes) != wheel.sha256)
            return fail(ErrorCode::corrupt, "the blob of " + wheel.file_name + " has changed");
        members.push_back({wheel.file_name, std::move(bytes), archive::Executable::no});
    }
    SPOKE_TRY(auto file, sandbox::make_memory_file("wheels"));
    const auto sink = [&](std::string_view bytes) {
        return base::write_all(file.get(), bytes);
    };
    SPOKE_TRY(archive::write_tar(members, sink));
    return file;
}

/// A second handle on the same open file.
Result<base::FileHandle> duplicate(const base::FileHandle& file) {
    base::FileHandle copy(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
    if (!copy.valid()) return fail(error_from_errno(errno, "a second handle on a file"));
    return copy;
}

Result<sandbox::Job> make_sandbox_job(Workshop& workshop, const Job& job,
                                      const base::FileHandle* source, const RunVariant& variant) {
    sandbox::Job order;
    order.arguments = {"/usr/bin/python3", "-I",
                       std::string(sandbox::k_input_folder) + "/runner.py",
                       std::to_string(sandbox::k_output_descriptor)};
    order.cpus = variant.cpus;
    order.hash_seed = variant.hash_seed;
    order.source_date_epoch = variant.epoch;
    // Debian's own Python packages are no build requirement of anybody.
    order.hidden = {"/usr/lib/python3/dist-packages"};
    SPOKE_TRY(auto runner, sandbox::make_sealed("runner", k_runner_text));
    SPOKE_TRY(auto description, sandbox::make_sealed("job", render_job(job)));
    SPOKE_TRY(auto wheels, pack_wheels(job.wheels, workshop.blobs));
    order.inputs.push_back({"runner.py", std::move(runner)});
    order.inputs.push_back({"job.json", std::move(description)});
    order.inputs.push_back({"wheels.tar", std::move(wheels)});
    if (source != nullptr) {
        SPOKE_TRY(auto copy, duplicate(*source));
        order.inputs.push_back({"source.tar", std::move(copy)});
    }
    return order;
}

sandbox::Limits limits_of(const Settings& settings) {
    sandbox::Limits limits;
    limits.memory_bytes = settings.memory_limit;
    limits.disk_bytes = settings.disk_limit;
    limits.output_bytes = settings.wheel_limit;
    return limits;
}

/// A limit that was broken comes before what the job says about itself.
std::optional<Stop> broken_limit(const sandbox::JobResult& result, const Settings& settings) {
    if (result.cancelled) return Stop(Error{ErrorCode::cancelled, "the builder was stopped", {}});
    if (result.timed_out)
        return Stop(FailureClass::timeout,
                    fmt::format("Its build was still running after {} s and was ended. It may wait "
                                "for something that never comes; else give builds more time.",
                                settings.build_limit.count()));
    if (result.out_of_memory)
        return Stop(FailureClass::oom,
                    fmt::format("Its build took more than {} GiB of memory and was ended. Give the "
                                "builder more memory.",
                                settings.memory_limit / k_gibibyte));
    if (result.too_many_tasks)
        return Stop(FailureClass::oom,
                    "Its build started more processes than a build may have and was ended.");
    if (result.output_overflow)
        return Stop(FailureClass::unsafe_output,
                    "Its build handed back more bytes than a build may and was ended.");
    return std::nullopt;
}

Staged<void> add_log(Workshop& workshop, const sandbox::JobResult& result, std::string& log) {
    if (result.log.valid()) {
        SPOKE_TRY(log, base::read_all(result.log.get(), k_max_log_bytes));
        workshop.log.add(log);
    }
    workshop.log.say(fmt::format("{} ({} ms, {} MiB, network attempts {}, name look-ups {})",
                                 result.describe(), result.wall_ms, result.memory_peak >> 20U,
                                 result.network_attempts, result.name_lookups));
    return {};
}

Stop judge(const sandbox::JobResult& result, std::string_view step, std::string_view log) {
    if (step == to_string(JobKind::resolve))
        return {
            FailureClass::missing_build_req,
            "No set of rebuilt wheels satisfies its build requirements together. The resolver's "
            "reason is in the log; request the versions that it names."};
    if (result.disk_full)
        return {FailureClass::disk,
                "Its build filled the disk of its sandbox. A build that needs more must be given a "
                "higher limit."};
    auto verdict = judge_log(log);
    if (verdict.failure == FailureClass::build_error && result.network_attempts > 0)
        return {FailureClass::needs_network,
                "It reached for the network, which a build does not have. What it downloads must "
                "be part of its source."};
    Stop end(verdict.failure, fmt::format("The step `{}` failed. {}", step, verdict.message));
    end.cure = verdict.requirement;
    return end;
}

}  // namespace

Staged<JobResult> run_job(Workshop& workshop, const Job& job, const base::FileHandle* source,
                          const RunVariant& variant) {
    workshop.log.say(fmt::format("job {}: cpus {}, hash seed {}, {} wheels", to_string(job.kind),
                                 variant.cpus, variant.hash_seed, job.wheels.size()));
    SPOKE_TRY(auto order, make_sandbox_job(workshop, job, source, variant));
    const auto deadline = base::Deadline::after(workshop.settings.build_limit);
    SPOKE_TRY(const auto result,
              workshop.sandbox.run(std::move(order), limits_of(workshop.settings), deadline,
                                   workshop.stop));
    std::string log;
    SPOKE_TRY(add_log(workshop, result, log));
    if (auto broken = broken_limit(result, workshop.settings))
        return std::unexpected(std::move(*broken));
    if (!result.succeeded() || !result.output.valid())
        return std::unexpected(judge(result, to_string(job.kind), log));
    archive::Limits limits = archive::memory_limits(base::Deadline::after(std::chrono::minutes(2)));
    limits.max_bytes = workshop.settings.wheel_limit;
    auto taken = read_job_result(result.output.get(), job.kind, limits);
    if (!taken)
        return stop(FailureClass::unsafe_output,
                    "What its build handed back is refused: " + taken.error().describe());
    if (!taken->failed_step.empty()) return std::unexpected(judge(result, taken->failed_step, log));
    return std::move(*taken);
}

}  // namespace spoke::factory
