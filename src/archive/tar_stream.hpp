#pragma once

#include <span>
#include <string>
#include <vector>

#include "archive/limits.hpp"
#include "archive/member.hpp"
#include "archive/source_archive.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::archive {

/// A named file in a plain tar that we write for ourselves, or that a sandbox hands back.
struct TarMember {
    std::string path;
    std::string bytes;
    Executable executable = Executable::no;
};

/// The regular files of a plain tar from `fd`, which may be a pipe; it is read to its end. Anything
/// else in it (folders but those above files, links, devices), a path outside the rules, a name
/// given twice and what is over the limits are refused. Order is kept.
Result<std::vector<TarMember>> read_tar_members(int fd, const Limits& limits);

/// A plain tar with the members in the given order: uid 0, modes 644 and 755, times `epoch`.
Result<void> write_tar(std::span<const TarMember> members, const ByteSink& sink,
                       base::Moment epoch = {});

}  // namespace spoke::archive
