#pragma once

#include <string>
#include <vector>

#include "cli/api_client.hpp"
#include "cli/context.hpp"

namespace spoke::cli {

/// One line on a build: `published  flask 2.0.0`, and for a failed one its class and sentence.
std::string describe_build(const base::Json& build);

/// Waits until every build has ended, telling each change of state on stderr: a live line on a
/// terminal, plain lines elsewhere. `failed` if any did not publish.
Result<ExitCode> watch_builds(ApiClient& client, const std::vector<std::string>& ids,
                              Context& context);

}  // namespace spoke::cli
