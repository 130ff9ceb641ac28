#pragma once

#include <string_view>

#include "base/finding.hpp"
#include "base/result.hpp"

namespace spoke::simple {

/// The rule for clients (SRA): a higher minor is accepted with a finding, a higher major is
/// `unsupported`, what is no `major.minor` is `invalid`.
Result<void> check_repository_version(std::string_view version, Findings& findings);

}  // namespace spoke::simple
