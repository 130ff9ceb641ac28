#include "app/roles/roles.hpp"
#include "app/supervisor.hpp"
#include "base/channel.hpp"
#include "base/id.hpp"
#include "base/pool.hpp"
#include "base/time.hpp"
#include "provenance/key_store.hpp"
#include "provenance/local_signer.hpp"
#include "provenance/remote_signer.hpp"

namespace spoke::app {
namespace {

constexpr std::size_t k_threads = 2;
constexpr std::size_t k_queue_limit = 256;

}  // namespace

Result<void> run_signer(const Settings& settings) {
    const base::SystemClock clock;
    base::SystemRandom random;
    SPOKE_TRY(auto keys,
              provenance::KeyStore::open(settings.keys, settings.builder_name, clock, random));
    provenance::LocalSigner signer(std::move(keys), clock);
    base::Channel channel{base::FileHandle(k_role_channel)};
    base::Pool pool("signer", k_threads, k_queue_limit);
    return provenance::serve_signer(channel, pool, signer);
}

}  // namespace spoke::app
