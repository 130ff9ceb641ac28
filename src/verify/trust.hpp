#pragma once

#include <filesystem>
#include <optional>

#include "base/time.hpp"
#include "provenance/trust.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// What an artifact is judged by, and what the report says of it.
struct Trust {
    std::optional<provenance::SignedTrust> file;  ///< empty where it may not be used
    TrustInfo info;
    Findings findings;  ///< such as that it ends soon
};

/// Reads the trust file that was named or pinned. A missing, malformed or expired one is not an
/// error here: the report is made all the same, verifies nothing, and says why (exit code 5).
Trust load_trust(const std::optional<std::filesystem::path>& path, base::Moment now);

}  // namespace spoke::verify
