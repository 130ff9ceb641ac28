#pragma once

#include "base/finding.hpp"
#include "python/metadata.hpp"

namespace spoke::python {

/// What is wrong with the fields that CoreMetadata keeps as text.
void check_metadata(const CoreMetadata& metadata, Findings& findings);

}  // namespace spoke::python
