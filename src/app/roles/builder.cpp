#include "app/roles/roles.hpp"
#include "app/supervisor.hpp"
#include "base/channel.hpp"
#include "base/log.hpp"
#include "sandbox/builder_role.hpp"
#include "sandbox/sandbox.hpp"

namespace spoke::app {

Result<void> run_builder(const Settings& settings) {
    sandbox::Settings own;
    own.tools = settings.tools;
    sandbox::Sandbox runner(own);
    // Builds would fail one by one for the same reason; it is said once and where it is seen.
    if (auto available = runner.check_available(); !available)
        SPOKE_LOG(error, "sandbox_unavailable", "why", available.error().describe());
    return sandbox::serve_builder(base::Channel(base::FileHandle(k_role_channel)), runner,
                                  static_cast<std::size_t>(settings.builders));
}

}  // namespace spoke::app
