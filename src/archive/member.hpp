#pragma once

#include <string>

#include "crypto/payload_digest.hpp"

namespace spoke::archive {

using crypto::Executable;

/// A regular file of a wheel: its path inside (checked: relative, `/`, no `..`), bytes, and whether
/// the owner's execute bit is set.
struct Member {
    std::string path;
    std::string bytes;
    Executable executable = Executable::no;

    bool operator==(const Member&) const = default;
};

}  // namespace spoke::archive
