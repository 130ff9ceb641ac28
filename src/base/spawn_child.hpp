#pragma once

#include <sched.h>
#include <sys/types.h>

#include <span>
#include <string_view>

#include "base/identity.hpp"
#include "base/spawn.hpp"

namespace spoke::base {

struct DescriptorMove {
    int from = -1;
    int to = -1;
    int spare = -1;  ///< where the child parks it, above all targets
};

/// All that the child needs, made by the parent: between fork and execve only async-signal-safe
/// calls are allowed, since another thread may have held any lock at the fork (POSIX, fork()).
struct ChildPlan {
    char** arguments = nullptr;
    char** environment = nullptr;
    const char* working_folder = nullptr;
    std::span<DescriptorMove> moves;  ///< by rising target
    std::span<const ResourceLimit> limits;
    const Identity* identity = nullptr;
    const cpu_set_t* cpus = nullptr;
    mode_t creation_mask = 022;
    bool dies_with_parent = true;
    pid_t parent = 0;
    int report = -1;
};

enum class ChildStep : int {
    descriptors,
    session,
    limits,
    cpus,
    identity,
    privileges,
    parent,
    folder,
    program
};

struct ChildFailure {
    ChildStep step;
    int error;
};

const char* describe(ChildStep step);
ChildFailure parse_failure(std::string_view bytes);

/// In the child: never returns.
[[noreturn]] void run_child(ChildPlan& plan);

}  // namespace spoke::base
