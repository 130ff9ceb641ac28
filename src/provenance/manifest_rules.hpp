#pragma once

#include "base/result.hpp"
#include "provenance/manifest.hpp"

namespace spoke::provenance {

/// What must hold inside one manifest, whoever signed it: normalized names, paths that stay inside
/// the wheel, no reserved member among the files (threats.md V5, F13), and the payload digest is
/// that of the files. `invalid` says which rule.
Result<void> check_manifest_content(const Manifest& manifest);

}  // namespace spoke::provenance
