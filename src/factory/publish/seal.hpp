#pragma once

#include <string>
#include <vector>

#include "catalog/builds.hpp"
#include "factory/build/candidate.hpp"
#include "factory/build/run_job.hpp"
#include "factory/check/wheel_content.hpp"
#include "factory/publish/order.hpp"
#include "factory/staged.hpp"
#include "provenance/signer.hpp"
#include "provenance/ticket.hpp"

namespace spoke::factory {

/// All that a finished build is known by; references outlive the call.
struct Finished {
    const catalog::Build& build;
    const Source& source;
    const Candidate& candidate;
    const provenance::BuildOrder& order;
    const provenance::BuildTicket& ticket;
    std::vector<provenance::SeedAncestor> seeds;
};

/// Seeds that shaped the build requirements shape what is built with them, for ever (threats.md
/// F11): what the manifests of these wheels name.
Staged<std::vector<provenance::SeedAncestor>> inherited_seeds(
    const std::vector<RebuiltWheel>& requirements, blobs::BlobStore& blobs, base::Moment now);

struct SealedWheel {
    WheelContent content;  ///< read again from `bytes`
    std::string bytes;     ///< with SBOM, signed manifest and RECORD
};

/// Writes the SBOM, has the manifest signed, and seals the wheel. Reads it again, and stops where
/// its payload is not the one that was checked.
Staged<SealedWheel> seal(const Finished& finished, provenance::Signer& signer);

}  // namespace spoke::factory
