#include "base/spawn_child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

namespace spoke::base {
namespace {

bool close_numbers(int first, int last) {
    if (first > last) return true;
    return ::syscall(SYS_close_range, static_cast<unsigned>(first), static_cast<unsigned>(last),
                     0U) == 0;
}

/// Every descriptor at its number, and no other open but the report's, which execve closes.
bool place_descriptors(ChildPlan& plan) {
    const int above = plan.moves.back().to + 1;
    plan.report = ::fcntl(plan.report, F_DUPFD_CLOEXEC, above);
    if (plan.report < 0) return false;
    // First all away from the targets, so that no move overwrites the source of a later one.
    for (auto& move : plan.moves) {
        move.spare = ::fcntl(move.from, F_DUPFD_CLOEXEC, above);
        if (move.spare < 0) return false;
    }
    int next = 0;
    for (const auto& move : plan.moves) {
        if (::dup2(move.spare, move.to) < 0) return false;
        if (!close_numbers(next, move.to - 1)) return false;
        next = move.to + 1;
    }
    return close_numbers(next, plan.report - 1) && close_numbers(plan.report + 1, INT_MAX);
}

void reset_signals() {
    struct sigaction standard{};
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
}

void unblock_signals() {
    sigset_t none;
    sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

bool set_limits(const ChildPlan& plan) {
    for (const auto& limit : plan.limits) {
        const rlimit both{limit.value, limit.value};
        if (::syscall(SYS_prlimit64, 0, limit.resource, &both, nullptr) != 0) return false;
    }
    return true;
}

bool has_only(const Identity& wanted) {
    uid_t real_user = 0;
    uid_t user = 0;
    uid_t saved_user = 0;
    gid_t real_group = 0;
    gid_t group = 0;
    gid_t saved_group = 0;
    if (::getresuid(&real_user, &user, &saved_user) != 0) return false;
    if (::getresgid(&real_group, &group, &saved_group) != 0) return false;
    return real_user == wanted.uid && user == wanted.uid && saved_user == wanted.uid &&
           real_group == wanted.gid && group == wanted.gid && saved_group == wanted.gid &&
           ::getgroups(0, nullptr) == 0 && ::syscall(SYS_setresuid, 0, 0, 0) != 0;
}

/// Direct system calls: the C library's forms would ask the other threads, which this process does
/// not have, to change too.
bool take_identity(const Identity& wanted) {
    if (::syscall(SYS_setgroups, 0, nullptr) != 0) return false;
    if (::syscall(SYS_setresgid, wanted.gid, wanted.gid, wanted.gid) != 0) return false;
    if (::syscall(SYS_setresuid, wanted.uid, wanted.uid, wanted.uid) != 0) return false;
    errno = EPERM;
    return has_only(wanted);
}

/// After the change of user, which clears the setting (prctl(2)).
bool bind_to_parent(const ChildPlan& plan) {
    if (!plan.dies_with_parent) return true;
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
    errno = ESRCH;
    return ::getppid() == plan.parent;
}

void check(const ChildPlan& plan, bool done, ChildStep step) {
    if (done) return;
    const ChildFailure failure{step, errno};
    (void)!::write(plan.report, &failure, sizeof failure);
    ::_exit(127);
}

}  // namespace

const char* describe(ChildStep step) {
    switch (step) {
        case ChildStep::descriptors:
            return "placing its descriptors";
        case ChildStep::session:
            return "making its session";
        case ChildStep::limits:
            return "setting its limits";
        case ChildStep::cpus:
            return "choosing its CPUs";
        case ChildStep::identity:
            return "changing to its user";
        case ChildStep::privileges:
            return "giving up new privileges";
        case ChildStep::parent:
            return "binding it to its parent";
        case ChildStep::folder:
            return "entering its working folder";
        case ChildStep::program:
            return "executing the program";
    }
    return "unknown step";
}

ChildFailure parse_failure(std::string_view bytes) {
    ChildFailure out{ChildStep::program, EINVAL};
    if (bytes.size() == sizeof out) std::memcpy(&out, bytes.data(), sizeof out);
    return out;
}

void run_child(ChildPlan& plan) {
    reset_signals();
    check(plan, place_descriptors(plan), ChildStep::descriptors);
    check(plan, ::setsid() >= 0, ChildStep::session);
    ::umask(plan.creation_mask);
    check(plan, set_limits(plan), ChildStep::limits);
    if (plan.cpus != nullptr)
        check(plan, ::sched_setaffinity(0, sizeof *plan.cpus, plan.cpus) == 0, ChildStep::cpus);
    if (plan.identity != nullptr) check(plan, take_identity(*plan.identity), ChildStep::identity);
    check(plan, ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, ChildStep::privileges);
    check(plan, bind_to_parent(plan), ChildStep::parent);
    if (plan.working_folder != nullptr)
        check(plan, ::chdir(plan.working_folder) == 0, ChildStep::folder);
    unblock_signals();
    ::execve(plan.arguments[0], plan.arguments, plan.environment);
    check(plan, false, ChildStep::program);
    ::_exit(127);
}

}  // namespace spoke::base
