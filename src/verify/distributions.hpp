#pragma once

#include "base/time.hpp"
#include "provenance/trust.hpp"
#include "verify/environment.hpp"
#include "verify/file_table.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// Adds an item for each installed distribution and claims its files: those of believed manifests
/// first, then what the RECORDs of the others name. `trust` may be null: nothing is believed then.
void add_distributions(const Environment& environment, const provenance::TrustFile* trust,
                       base::Moment now, FileTable& table, Report& report);

}  // namespace spoke::verify
