#include "upstream/fetcher.hpp"
#include "app/roles/roles.hpp"
#include "app/supervisor.hpp"
#include "base/channel.hpp"
#include "upstream/folder_upstream.hpp"

namespace spoke::app {

Result<void> run_fetcher(const Settings& settings) {
    SPOKE_TRY(auto upstream, upstream::FolderUpstream::open(settings.upstream));
    return upstream::serve_fetcher(base::Channel(base::FileHandle(k_role_channel)), *upstream);
}

}  // namespace spoke::app
