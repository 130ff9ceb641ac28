#pragma once

#include "catalog/builds.hpp"
#include "factory/build/toolchain.hpp"
#include "factory/plan/plan.hpp"
#include "factory/source/sdist_source.hpp"
#include "provenance/ticket.hpp"

namespace spoke::factory {

/// What the control plane orders before anything is built: source, requirements and toolchain by
/// digest. This, not what a worker says, is signed later (threats.md F3).
provenance::BuildOrder make_order(const catalog::Build& build, const Source& source,
                                  const Plan& plan, const Toolchain& toolchain);

/// Upstream's file that the rebuild stands beside, for manifest, statement and SBOM.
provenance::BaseFile base_file_of(const Source& source);

}  // namespace spoke::factory
