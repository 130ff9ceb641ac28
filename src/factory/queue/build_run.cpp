#include "factory/queue/build_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "catalog/blob_rows.hpp"
#include "catalog/repositories.hpp"
#include "catalog/tickets.hpp"
#include "factory/plan/generator.hpp"
#include "factory/publish/order.hpp"
#include "factory/publish/publish_build.hpp"
#include "factory/publish/report.hpp"
#include "factory/queue/run_time.hpp"
#include "factory/queue/waiting.hpp"

namespace spoke::factory {
namespace {

using catalog::BuildState;
using catalog::FailureClass;

// A wait that ends with nothing new would go round for ever.
constexpr int k_max_replans = 3;

bool is_better(const AttemptFacts& left, const AttemptFacts& right) {
    return left.level < right.level;
}

/// The failed check that says most: a ready-made binary also breaks tags and imports.
const Check* telling_failure(const CheckReport& report) {
    const auto* ready_made = report.find("W15");
    if (ready_made != nullptr && ready_made->status == CheckStatus::fail) return ready_made;
    for (const auto& check : report.checks)
        if (check.status == CheckStatus::fail) return &check;
    return nullptr;
}

/// "W03: Requires-Dist: - x>=1": its first line. The log has all.
std::string first_line(const Check& check) {
    const auto end = check.detail.find('\n');
    const bool more = end != std::string::npos;
    return check.id + ": " + check.detail.substr(0, end) + (more ? " (and more; see the log)" : "");
}

}  // namespace

BuildRun::BuildRun(Services& services, const Settings& settings, catalog::LeasedBuild leased,
                   std::string worker, std::stop_token stop)
    : services_(services),
      settings_(settings),
      catalog_(services.backends.catalog),
      build_(std::move(leased.build)),
      lease_(std::move(leased.lease)),
      worker_(std::move(worker)),
      workshop_{services.sandbox, services.backends.blobs, settings, log_, std::move(stop)},
      wheels_(catalog_, services.backends.blobs, build_.repository) {}

Result<catalog::Transaction> BuildRun::begin() {
    return catalog_.begin({base::Id::make(catalog_.clock(), catalog_.random()), {}, {}});
}

Staged<void> BuildRun::set_state(BuildState state) {
    state_ = state;
    SPOKE_TRY(auto transaction, begin());
    SPOKE_TRY(catalog::set_build_state(transaction, lease_, state));
    SPOKE_TRY(transaction.commit());
    return {};
}

Result<void> BuildRun::run() {
    log_.say(fmt::format("build {} of {} {}, attempt {}", build_.id.text(),
                         build_.project.normalized(), build_.version, build_.attempt));
    const auto outcome = work();
    if (!outcome) return end(outcome.error());
    return ok();
}

Staged<BuildRun::End> BuildRun::work() {
    SPOKE_TRY(prepare());
    SPOKE_TRY(const auto ended, climb());
    if (ended) return *ended;
    SPOKE_TRY(publish_best());
    return End::published;
}

Staged<void> BuildRun::prepare() {
    SPOKE_TRY(set_state(BuildState::discovering));
    SPOKE_TRY(source_, find_source(build_, services_.backends, services_.upstream, settings_));
    SPOKE_TRY(toolchain_, read_toolchain(k_dpkg_status, settings_.tools));
    SPOKE_TRY(upstream_, load_upstream_wheel(*source_, services_.backends, settings_));
    log_.say(
        fmt::format("source {} sha256:{}", source_->sdist.file_name, source_->sdist.blob->hex()));
    if (upstream_) log_.say("to compare with: " + source_->wheel->file_name);
    return {};
}

/// The backend that made upstream's wheel, if it has been rebuilt or can be.
Staged<std::optional<python::Requirement>> BuildRun::pin_that_can_be_had() {
    if (!upstream_) return std::nullopt;
    auto pin = pin_of_generator(upstream_->wheel.generator);
    if (!pin || pin->name == build_.project) return std::nullopt;
    SPOKE_TRY(const auto rebuilt, wheels_.list_wheels(pin->name));
    const auto fits = [&](const RebuiltWheel& wheel) {
        return pin->specifiers.contains(wheel.version);
    };
    if (std::ranges::any_of(rebuilt, fits)) return pin;
    SPOKE_TRY(const auto project, services_.upstream.load_project(pin->name));
    if (project && highest_with_sdist(project->rows, pin->specifiers)) return pin;
    log_.say("upstream's wheel was made by " + upstream_->wheel.generator +
             ", which can't be had here");
    return std::nullopt;
}

/// Nothing: the build waits for others now.
Staged<std::optional<Plan>> BuildRun::plan_or_wait(const Rung& rung) {
    for (int turn = 0; turn < k_max_replans; ++turn) {
        SPOKE_TRY(set_state(BuildState::planning));
        SPOKE_TRY(auto planned, make_plan(build_, *source_, rung, wheels_, workshop_));
        if (planned.plan) return std::move(planned.plan);
        for (const auto& missing : planned.missing)
            log_.say("needs " + missing.requirement.text() + ", for " + missing.needed_by);
        SPOKE_TRY(keep_log());
        SPOKE_TRY(const auto outcome,
                  wait_for_missing(planned.missing, lease_, catalog_, services_.requests));
        if (outcome == WaitOutcome::waits) return std::nullopt;
        wheels_.forget();
    }
    return stop(FailureClass::missing_build_req,
                "Its build requirements have been built, but no installer takes them here: see "
                "the log for which.");
}

/// Tries rung after rung; an End where the build waits for others.
Staged<std::optional<BuildRun::End>> BuildRun::climb() {
    SPOKE_TRY(const auto pin, pin_that_can_be_had());
    std::optional<Rung> rung = first_rung(pin);
    while (rung) {
        log_.say("rung " + rung->name);
        Attempt next;
        next.facts.rung = *rung;
        auto plan = plan_or_wait(*rung);
        if (plan && !*plan) return End::waits;
        if (plan && attempts_.empty()) {
            SPOKE_TRY(keep_log());
            SPOKE_TRY(const auto outcome,
                      wait_for_run_time(build_, lease_, **plan, *source_, wheels_, workshop_,
                                        catalog_, services_.requests));
            if (outcome == WaitOutcome::waits) return End::waits;
        }
        auto done = plan ? attempt(**plan, next) : std::unexpected(plan.error());
        if (!done && done.error().trouble) return std::unexpected(std::move(done).error());
        if (!done) {
            log_.say("rung " + rung->name + " failed: " + done.error().message);
            next.facts.stop = std::move(done).error();
        }
        attempts_.push_back(std::move(next));
        std::vector<AttemptFacts> facts;
        for (const auto& one : attempts_) facts.push_back(one.facts);
        rung = next_rung(facts);
    }
    return std::nullopt;
}

Staged<void> BuildRun::order_build(const Plan& plan, Attempt& attempt) {
    attempt.order = make_order(build_, *source_, plan, *toolchain_);
    const auto expires = catalog_.clock().now() + std::chrono::hours(24);
    SPOKE_TRY(auto transaction, begin());
    SPOKE_TRY(catalog::set_build_plan(transaction, lease_, render_plan(plan, *source_),
                                      catalog::SourceKind::sdist));
    SPOKE_TRY(attempt.ticket,
              catalog::issue_ticket(transaction, lease_, worker_,
                                    provenance::render_build_order(*attempt.order), expires));
    SPOKE_TRY(transaction.commit());
    return {};
}

Staged<int> BuildRun::build_number() {
    if (build_.build_number == 0) {
        SPOKE_TRY(auto transaction, begin());
        SPOKE_TRY(build_.build_number, catalog::assign_build_number(transaction, lease_));
        SPOKE_TRY(transaction.commit());
    }
    return build_.build_number;
}

Staged<void> BuildRun::attempt(const Plan& plan, Attempt& attempt) {
    SPOKE_TRY(order_build(plan, attempt));
    SPOKE_TRY(set_state(BuildState::building));
    SPOKE_TRY(auto pair, build_twice(plan, *source_, workshop_));
    SPOKE_TRY(set_state(BuildState::checking));
    SPOKE_TRY(const int number, build_number());
    const JudgeInput input{build_, *source_, plan, upstream_, number};
    SPOKE_TRY(attempt.candidate, judge_pair(std::move(pair), input, wheels_, workshop_));
    const auto& report = attempt.candidate->report;
    attempt.facts.publishable = report.publishable();
    attempt.facts.level = report.comparison.level;
    if (const auto* failed = telling_failure(report))
        attempt.facts.failure_class = failed->failure_class;
    log_.say(fmt::format("rung {}: {}, {}", plan.rung.name, to_string(report.comparison.level),
                         report.publishable() ? "publishable" : "not publishable"));
    return {};
}

/// Why nothing can be published, after all rungs.
Stop BuildRun::why_not() const {
    const auto checked = std::ranges::find_if(
        attempts_, [](const Attempt& one) { return one.candidate.has_value(); });
    if (checked == attempts_.end()) {
        if (attempts_.empty() || !attempts_.back().facts.stop)
            return Stop(Error{ErrorCode::internal, "no attempt was made", {}});
        return *attempts_.back().facts.stop;
    }
    const auto kind = catalog::parse_word<FailureClass>(checked->facts.failure_class);
    const auto* failed = telling_failure(checked->candidate->report);
    return {kind ? *kind : FailureClass::unsafe_output,
            "It was built, but its wheel may not be published. " +
                (failed != nullptr ? first_line(*failed) : std::string())};
}

Staged<void> BuildRun::publish_best() {
    Attempt* best = nullptr;
    for (auto& one : attempts_)
        if (one.facts.publishable && (best == nullptr || is_better(one.facts, best->facts)))
            best = &one;
    if (best == nullptr) return std::unexpected(why_not());
    SPOKE_TRY(set_state(BuildState::signing));
    SPOKE_TRY(auto seeds, inherited_seeds(best->candidate->plan.wheels, services_.backends.blobs,
                                          catalog_.clock().now()));
    const provenance::BuildTicket ticket{best->ticket->id, best->ticket->nonce,
                                         best->ticket->order};
    const Finished finished{build_,       *source_, *best->candidate,
                            *best->order, ticket,   std::move(seeds)};
    const PublishRight right{settings_.target, worker_, lease_, *best->ticket};
    SPOKE_TRY(publish_build(finished, right, services_.backends, services_.signer, log_));
    SPOKE_LOG(info, "build_published", "build", build_.id.text(), "project",
              build_.project.normalized(), "version", build_.version, "equivalence",
              to_string(best->facts.level));
    return {};
}

Result<void> BuildRun::keep_log() {
    SPOKE_TRY(const auto blob, blobs::store_bytes(services_.backends.blobs, log_.text()));
    SPOKE_TRY(auto transaction, begin());
    SPOKE_TRY(catalog::put_blob(transaction, blob.digests));
    SPOKE_TRY(catalog::set_build_log(transaction, lease_, blob.digests.sha256));
    for (const auto& one : attempts_)
        if (one.candidate)
            SPOKE_TRY(catalog::set_build_report(
                transaction, lease_, render_report(one.candidate->report, one.facts.rung.name)));
    return transaction.commit();
}

Result<void> BuildRun::end(const Stop& stop) {
    if (stop.trouble && stop.trouble->code == ErrorCode::cancelled) {
        SPOKE_TRY(auto transaction, begin());
        SPOKE_TRY(catalog::give_back(transaction, lease_));
        return transaction.commit();
    }
    log_.say("ended: " + std::string(to_string(stop.failure)) + ": " + stop.message);
    SPOKE_TRY(keep_log());
    const catalog::Failure failure{stop.failure, state_,
                                   attempts_.empty() ? "" : attempts_.back().facts.rung.name,
                                   stop.message};
    SPOKE_TRY(auto transaction, begin());
    SPOKE_TRY(catalog::end_build(transaction, lease_, stop.end, failure));
    SPOKE_TRY(transaction.commit());
    SPOKE_LOG(info, "build_failed", "build", build_.id.text(), "project",
              build_.project.normalized(), "version", build_.version, "class",
              to_string(stop.failure), "message", stop.message);
    return ok();
}

}  // namespace spoke::factory
