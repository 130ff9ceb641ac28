#pragma once

#include <string>
#include <string_view>

#include "factory/check/report.hpp"

namespace spoke::factory {

/// report.json: the checks, the comparison with upstream's file and what came ready-made, as the
/// build's row keeps them and the REST API shows them.
std::string render_report(const CheckReport& report, std::string_view rung);

}  // namespace spoke::factory
