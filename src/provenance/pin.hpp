#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "provenance/trust.hpp"

namespace spoke::provenance {

/// Keeps a trust file for this client. The first one needs `fingerprint`, the SHA-256 of a root's
/// certificate as hex (colons, blanks and capitals allowed), learnt by another way: nothing is
/// trusted on first use. A later one must be of the same trust domain, signed by a root that the
/// kept one holds, and not older: a lower version is `conflict` (a rollback), and so is the same
/// version with other content; a given fingerprint is compared then too. `denied` where a
/// fingerprint is missing or differs. Returns what is kept now.
Result<SignedTrust> pin_trust(const std::filesystem::path& pinned, std::string_view text,
                              const std::optional<std::string>& fingerprint, base::Moment now);

/// The kept trust file; nothing if there is none.
Result<std::optional<SignedTrust>> load_pinned_trust(const std::filesystem::path& pinned);

}  // namespace spoke::provenance
