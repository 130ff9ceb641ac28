#pragma once

#include <string>

#include "archive/limits.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "python/sdist_name.hpp"

namespace spoke::archive {

/// The canonical sdist of what a build made or an upstream archive holds: the folder renamed to
/// `<name>-<version>` of `name` (PEP 625), entries sorted, no folders, uid and gid 0 without names,
/// modes 644 and 755, times `epoch`; pax headers only where a name needs them; gzip level 6 with
/// time 0 and no name. The same content gives the same bytes. Held in memory.
Result<std::string> make_canonical_sdist(int fd, const python::SdistName& name, base::Moment epoch,
                                         const Limits& limits);

}  // namespace spoke::archive
