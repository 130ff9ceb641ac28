#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "catalog/vocabulary.hpp"
#include "crypto/digest.hpp"
#include "python/project_name.hpp"

namespace spoke::catalog {

/// factory-reference.md §1. The last four are ends.
enum class BuildState {
    queued,
    discovering,
    planning,
    waiting_deps,
    fetching,
    building,
    checking,
    signing,
    published,
    failed,
    blocked,
    superseded,
};
bool is_end(BuildState state);

/// factory-reference.md §6.2, spelled with hyphens outside; those from `build_error` on
/// are ours.
enum class FailureClass {
    no_source,
    name_mismatch,
    no_tag,
    ambiguous_tag,
    tag_moved,
    version_drift,
    missing_build_req,
    backend_too_new,
    interpreter_too_new,
    cython_too_new,
    numpy_abi,
    missing_header,
    missing_lib,
    missing_tool,
    compiler_too_new,
    needs_network,
    rust_msrv,
    crates,
    missing_file,
    extra_file,
    meta_drift,
    native_drift,
    sdist_filter,
    legacy_command,
    dirty_release,
    git_in_version,
    clock,
    nondeterministic,
    timeout,
    oom,
    disk,
    no_upstream_wheel,
    build_error,
    import_failure,   ///< W12: an installed wheel does not import
    prebuilt_binary,  ///< W15: a binary member comes ready-made out of the source (threats.md F2)
    dependency_failed,
    source_moved,
    refused_source,
    unsafe_output,
    worker_lost,
    internal,
};

std::string_view to_string(BuildState state);
std::string_view to_string(FailureClass failure);

/// Why a build did not publish: its class, the state it was in, a plain sentence with what to do.
struct Failure {
    FailureClass failure = FailureClass::internal;
    BuildState stage = BuildState::queued;
    std::string rung{};     ///< of the cure ladder; empty: none
    std::string message{};  ///< for people
    bool operator==(const Failure&) const = default;
};

/// One attempt to build one version of one project for one target repository.
struct Build {
    base::Id id{};
    python::ProjectName project;
    std::string version{};
    base::Id repository{};  ///< where it will publish
    std::string reason{};   ///< that of the first request
    int attempt = 1;
    int build_number = 0;  ///< the wheel's build tag; 0: not given yet
    BuildState state = BuildState::queued;
    std::optional<Failure> failure{};  ///< with `failed` and `blocked`
    std::optional<SourceKind> source_kind{};
    std::optional<crypto::Sha256Digest> log{};  ///< a blob
    std::string plan{};                         ///< JSON of the factory, "" until planned
    std::string report{};  ///< JSON of the factory: checks, equivalence; "" until checked
    std::vector<base::Id> waiting_for{};

    base::Moment created{};
    std::optional<base::Moment> started{};
    std::optional<base::Moment> finished{};
    std::string worker{};  ///< who leases it; empty: nobody
    std::optional<base::Moment> leased_until{};
};

/// The right to work on a build until a moment; renewed while work goes on. Every write of a
/// worker names it, so that one whose lease ended changes nothing (`conflict`).
struct BuildLease {
    base::Id build{};
    base::Id lease{};
    base::Moment until{};
};

struct NewBuild {
    python::ProjectName project;
    std::string version{};
    base::Id repository{};
    std::string reason{};
};

struct BuildFilter {
    std::optional<BuildState> state{};
    std::optional<python::ProjectName> project{};
    std::optional<std::string> version{};
    std::optional<base::Id> repository{};
    std::size_t limit = 100;
};

/// Queues it, or returns the one that is under way for the same version and repository. After an
/// end, a further call makes the next attempt.
Result<Build> enqueue_build(Transaction& transaction, const NewBuild& build);

Result<std::optional<Build>> find_build(const Reader& reader, const base::Id& id);
/// Newest first.
Result<std::vector<Build>> list_builds(const Reader& reader, const BuildFilter& filter);

/// The oldest build that nobody works on and that waits for no other: leased to the worker and
/// returned. A lease that ended counts as nobody; nothing to do is an empty optional.
struct LeasedBuild {
    Build build;
    BuildLease lease;
};
Result<std::optional<LeasedBuild>> lease_next_build(Transaction& transaction,
                                                    std::string_view worker,
                                                    std::chrono::seconds span);
Result<BuildLease> renew_lease(Transaction& transaction, const BuildLease& lease,
                               std::chrono::seconds span);
/// Back to the queue, as it was, with no end: for a worker that stops in good order.
Result<void> give_back(Transaction& transaction, const BuildLease& lease);
/// Ended leases: their builds return to the queue. At start, with Leases::all, every lease of the
/// built-in builders of the time before. Returns how many.
enum class Leases { ended, all };
Result<std::size_t> return_lost_builds(Transaction& transaction, Leases which);

Result<void> set_build_state(Transaction& transaction, const BuildLease& lease, BuildState state);
Result<void> set_build_plan(Transaction& transaction, const BuildLease& lease,
                            std::string_view plan_json, std::optional<SourceKind> source_kind);
Result<void> set_build_report(Transaction& transaction, const BuildLease& lease,
                              std::string_view report_json);
Result<void> set_build_log(Transaction& transaction, const BuildLease& lease,
                           const crypto::Sha256Digest& log);
/// The next build number of this version in this repository, kept on the build: one higher than
/// any given before, also of builds that failed.
Result<int> assign_build_number(Transaction& transaction, const BuildLease& lease);

/// What the failure of a build does to the one that waits for it.
enum class OnFailure {
    fail_too,  ///< it fails as well (dependency_failed)
    go_on,     ///< it is woken, as if that one had published
};
std::string_view to_string(OnFailure on_failure);

/// To waiting_deps, and the lease is given up; it is queued again when all of these have ended
/// (at once, if they have already). `conflict` names the circle if one would arise.
Result<void> wait_for_builds(Transaction& transaction, const BuildLease& lease,
                             const std::vector<base::Id>& builds,
                             OnFailure on_failure = OnFailure::fail_too);

/// published, superseded (no failure), failed or blocked (with one). Ends the lease, wakes the
/// builds that wait for it, or fails them with it.
Result<void> end_build(Transaction& transaction, const BuildLease& lease, BuildState state,
                       const std::optional<Failure>& failure);

}  // namespace spoke::catalog
