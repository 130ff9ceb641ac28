#include "sandbox/remote_builder.hpp"

#include <chrono>
#include <utility>

#include "base/log.hpp"
#include "sandbox/job_json.hpp"

namespace spoke::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr auto k_grace =
    2min;  // for making the sandbox and for its death, beside the job's own time
constexpr auto k_stop_time = 5s;

}  // namespace

RemoteBuilder::RemoteBuilder(base::Channel channel, std::size_t at_once)
    : at_once_(at_once), caller_(std::move(channel)) {}

Result<std::uint64_t> RemoteBuilder::take_turn(base::Deadline deadline,
                                               const std::stop_token& stop) {
    auto state = state_.lock();
    const auto free = [&] {
        return state->running < at_once_;
    };
    const auto end = std::min(deadline.at(), base::Deadline::after(24h).at());
    if (!freed_.wait_until(state.lock(), stop, end, free))
        return stop.stop_requested()
                   ? fail(ErrorCode::cancelled, "the job was stopped before its turn")
                   : fail(ErrorCode::timeout, "the builder was busy for all of the job's time");
    ++state->running;
    return state->next++;
}

void RemoteBuilder::end_turn() {
    --state_.lock()->running;
    freed_.notify_one();
}

Result<JobResult> RemoteBuilder::run(Job job, const Limits& limits, base::Deadline deadline,
                                     std::stop_token stop) {
    const auto files = descriptors_of(job);
    if (files.size() > base::k_descriptors_per_frame)
        return fail(ErrorCode::too_large, "a job has more inputs than a message carries");
    SPOKE_TRY(const auto number, take_turn(deadline, stop));
    const JobQuestion question{number, std::move(job), limits, deadline.left()};
    Result<base::Message> answer = fail(ErrorCode::internal, "not asked");
    {
        const std::stop_callback on_stop(stop, [this, number] {
            const auto stopped =
                caller_.call(render_stop(number), {}, base::Deadline::after(k_stop_time));
            if (!stopped) SPOKE_LOG(warn, "job_not_stopped", "error", stopped.error().describe());
        });
        answer = caller_.call(render_question(question), files,
                              base::Deadline::after(deadline.left() + k_grace));
    }
    end_turn();
    if (!answer) return fail_with_note(std::move(answer).error(), "running a job in the builder");
    auto done = parse_result(*std::move(answer), limits);
    if (!done) return fail_with_note(std::move(done).error(), "reading the builder's answer");
    return done;
}

}  // namespace spoke::sandbox
