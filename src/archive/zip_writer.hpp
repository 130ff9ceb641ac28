#pragma once

#include <span>
#include <string>

#include "archive/member.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::archive {

/// The container of the canonical wheel, version 1: the members in the given order, no folders;
/// made by Unix, version needed 20, deflate level 6; sizes in the headers, no data descriptor, no
/// extra field, no comment; the UTF-8 flag for non-ASCII names only; mode 0100644 or 0100755; time
/// `epoch` in UTC, floored to 2 s, not before 1980 and not after 2107. `too_large` over what a zip
/// without ZIP64 can hold (4 GiB, 65535 members): no wheel that is held in memory gets there.
Result<std::string> write_canonical_zip(std::span<const Member> members, base::Moment epoch);

/// "zlib 1.2.13": a canonical wheel's bytes depend on it, so it goes in the builder's version.
std::string deflate_version();

}  // namespace spoke::archive
