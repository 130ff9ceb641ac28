#include "sandbox/builder_role.hpp"

#include <cstdint>
#include <map>
#include <stop_token>
#include <utility>

#include "base/caller.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/pool.hpp"
#include "sandbox/job_json.hpp"

namespace spoke::sandbox {
namespace {

/// The jobs that run, each with what stops it.
class Running {
public:
    explicit Running(std::size_t at_once) : at_once_(at_once) {}

    Result<std::stop_token> begin(std::uint64_t number) {
        auto state = state_.lock();
        if (state->closing) return fail(ErrorCode::unavailable, "the builder is going");
        if (state->jobs.size() >= at_once_)
            return fail(ErrorCode::exhausted, "the builder runs as many jobs as it may");
        const auto [job, added] = state->jobs.try_emplace(number);
        if (!added) return fail(ErrorCode::conflict, "a job with this number runs already");
        return job->second.get_token();
    }
    void end(std::uint64_t number) { state_.lock()->jobs.erase(number); }
    void stop(std::uint64_t number) {
        auto state = state_.lock();
        const auto job = state->jobs.find(number);
        if (job != state->jobs.end()) job->second.request_stop();
    }
    void stop_all() {
        auto state = state_.lock();
        state->closing = true;
        for (auto& [number, job] : state->jobs) job.request_stop();
    }

private:
    struct State {
        std::map<std::uint64_t, std::stop_source> jobs;
        bool closing = false;
    };
    std::size_t at_once_;
    base::Guarded<State> state_;
};

Result<base::Reply> run_job(JobRunner& runner, Running& running, base::Message message) {
    SPOKE_TRY(auto question, parse_question(std::move(message)));
    const auto number = question.number;
    SPOKE_TRY(auto stop, running.begin(number));
    auto done = runner.run(std::move(question.job), question.limits,
                           base::Deadline::after(question.time), std::move(stop));
    running.end(number);
    if (!done) return fail(std::move(done).error());
    SPOKE_LOG(debug, "job_ended", "number", number, "how", done->describe());
    base::Reply reply{render_result(*done), {}};
    reply.descriptors.push_back(std::move(done->output));
    reply.descriptors.push_back(std::move(done->log));
    return reply;
}

}  // namespace

Result<void> serve_builder(base::Channel channel, JobRunner& runner, std::size_t at_once) {
    constexpr std::size_t k_waiting = 64;
    Running running(at_once);
    // One thread more than jobs: a request to stop one never waits behind them.
    base::Pool pool("builder", at_once + 1, k_waiting);
    const auto answer = [&](base::Message message) -> Result<base::Reply> {
        SPOKE_TRY(const auto number, parse_stop(message.json));
        if (!number) return run_job(runner, running, std::move(message));
        running.stop(*number);
        return base::Reply{"{}", {}};
    };
    return base::answer_calls(channel, pool, answer, [&running] { running.stop_all(); });
}

}  // namespace spoke::sandbox
