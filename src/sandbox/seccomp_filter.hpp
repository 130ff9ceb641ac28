#pragma once

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::sandbox {

/// The system call filter of every job, as a BPF program in a memory file (bubblewrap's
/// --seccomp): what a build needs is allowed, what reaches into the kernel's rarer parts is not. It
/// is the second wall: the first are the name spaces and the lack of any capability.
Result<base::FileHandle> make_seccomp_filter();

}  // namespace spoke::sandbox
