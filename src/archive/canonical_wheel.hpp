#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/member.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/payload_digest.hpp"

namespace spoke::archive {

/// Changes to the file WHEEL; all else in it stays as it is.
struct WheelChanges {
    std::optional<std::vector<std::string>> tags;  ///< in place of its `Tag` lines
    std::optional<std::string> build;              ///< in place of its `Build` line
};

/// The payload of a canonical wheel, version 1 (factory reference §1.10), from the members of any
/// wheel: RECORD, its signatures, bytecode and `__pycache__` dropped, WHEEL changed, sorted by
/// bytes with dist-info last. Other bytes are not touched. `invalid` for a path outside the rules
/// of ZipReader.
Result<std::vector<Member>> make_canonical_members(std::vector<Member> members,
                                                   std::string_view dist_info,
                                                   const WheelChanges& changes);

/// The file of a canonical wheel: `members` (in any order, with the SBOM and the manifest, without
/// RECORD) sorted, RECORD made anew and put last. The same members and epoch give the same bytes.
Result<std::string> write_canonical_wheel(std::vector<Member> members, std::string_view dist_info,
                                          base::Moment epoch);

/// Of all members but RECORD and Spokeshave's own (see is_outside_payload), sorted by path.
std::vector<crypto::PayloadFile> payload_files(const std::vector<Member>& members,
                                               std::string_view dist_info);

/// True for RECORD, `sboms/spokeshave.spdx.json` and `spokeshave.payload.dsse.json` of the wheel's
/// own dist-info: exact names, no patterns (threats V5).
bool is_outside_payload(std::string_view path, std::string_view dist_info);
/// True for any `spokeshave.*` in dist-info or its sboms folder: names that a build or an upload
/// must not bring (threats F13). The comparison ignores ASCII case.
bool is_reserved_member(std::string_view path, std::string_view dist_info);

inline constexpr std::string_view k_manifest_name = "spokeshave.payload.dsse.json";
inline constexpr std::string_view k_sbom_name = "sboms/spokeshave.spdx.json";

}  // namespace spoke::archive
