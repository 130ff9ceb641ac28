#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/spawn.hpp"

namespace spoke::tests {

/// Numbers that belong to no user of the system: whom tests run things as when they are root.
inline constexpr base::Identity k_plain_user{61790, 61790};

/// What a child may run as, since spawn() refuses to start anything as root.
inline std::optional<base::Identity> identity_of_children() {
    if (base::running_as_root()) return k_plain_user;
    return std::nullopt;
}

/// A small Python program as a child.
inline base::SpawnOptions python_program(std::string program) {
    base::SpawnOptions options;
    options.arguments = {"/usr/bin/python3", "-I", "-S", "-c", std::move(program)};
    options.identity = identity_of_children();
    return options;
}

}  // namespace spoke::tests
