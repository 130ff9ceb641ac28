#pragma once

#include "provenance/verifier.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// Puts what a manifest says into the item, as far as its verdict lets it: findings, builder, and
/// where it is believed, tier, source and ancestry. The files are compared elsewhere.
void describe_judged(Item& item, const provenance::ManifestReport& judged);

}  // namespace spoke::verify
