#include "app/application.hpp"

#include <charconv>
#include <utility>

#include "access/authenticator.hpp"
#include "access/authorizer.hpp"
#include "access/epochs.hpp"
#include "access/tokens.hpp"
#include "app/bridges.hpp"
#include "app/data_folder.hpp"
#include "app/housekeeping.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "base/pool.hpp"
#include "base/time.hpp"
#include "blobs/folder_blob_store.hpp"
#include "catalog/catalog.hpp"
#include "catalog/data_lock.hpp"
#include "catalog/downloads.hpp"
#include "factory/factory.hpp"
#include "factory/queue/builders.hpp"
#include "http/page_head.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "provenance/remote_signer.hpp"
#include "repositories/backends.hpp"
#include "repositories/defaults.hpp"
#include "repositories/file_service.hpp"
#include "repositories/page_service.hpp"
#include "repositories/proxy.hpp"
#include "sandbox/remote_builder.hpp"
#include "upstream/remote_upstream.hpp"

namespace spoke::app {
namespace {

constexpr std::size_t k_db_threads = 4;
constexpr std::size_t k_disk_threads = 4;
constexpr std::size_t k_queue_limit = 4096;
constexpr std::chrono::seconds k_fetch_patience{60};

/// What python-public is without an upstream: an index that surely has nothing.
class EmptyUpstream final : public upstream::Upstream {
public:
    Result<std::vector<std::string>> list_projects() override { return std::vector<std::string>(); }
    Result<std::optional<upstream::UpstreamProject>> load_project(
        const python::ProjectName&) override {
        return std::nullopt;
    }
    Result<std::optional<base::FileHandle>> open_file(const python::ProjectName&,
                                                      const std::string&) override {
        return std::nullopt;
    }
};

Result<http::Settings> http_settings(const Settings& settings) {
    http::Settings out;
    const auto colon = settings.listen.rfind(':');
    const std::string_view port = std::string_view(settings.listen).substr(colon + 1);
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (colon == std::string::npos || port.empty() || parsed.ec != std::errc{} ||
        parsed.ptr != port.data() + port.size())
        return fail(ErrorCode::invalid,
                    "listen: \"" + settings.listen +
                        "\" is not ADDRESS:PORT, as in 127.0.0.1:8470 or [::1]:8470");
    out.address = settings.listen.substr(0, colon);
    if (out.address.starts_with('[') && out.address.ends_with(']'))
        out.address = out.address.substr(1, out.address.size() - 2);
    out.threads = static_cast<std::size_t>(settings.http_threads);
    out.external_url = settings.external_url;
    out.access_log = "-";
    return out;
}

factory::Settings factory_settings(const Settings& settings, const provenance::SignerInfo& signer) {
    factory::Settings out;
    out.sdist_sources = settings.allow_sdist_source ? factory::SdistSources::allowed
                                                    : factory::SdistSources::refused;
    out.target = repositories::k_python;
    out.upstream = repositories::k_python_public;
    out.tools = settings.tools;
    out.build_limit = settings.build_time;
    out.memory_limit = static_cast<std::uint64_t>(settings.build_memory_mib) << 20U;
    out.disk_limit = static_cast<std::uint64_t>(settings.build_disk_mib) << 20U;
    out.builder_id = signer.builder_id;
    out.program_version = SPOKE_VERSION;
    return out;
}

}  // namespace

/// In the order of their making; a later part may refer to an earlier one.
struct Application::Parts {
    Parts(const Settings& given, DataFolder place, catalog::DataLock taken,
          std::unique_ptr<catalog::Catalog> opened, std::unique_ptr<blobs::BlobStore> store,
          RoleChannels channels)
        : settings(given),
          folder(std::move(place)),
          lock(std::move(taken)),
          catalog(std::move(opened)),
          blobs(std::move(store)),
          signer(std::move(channels.signer)),
          builder(std::move(channels.builder), static_cast<std::size_t>(given.builders)) {
        if (channels.fetcher)
            upstream = std::make_unique<upstream::RemoteUpstream>(*std::move(channels.fetcher),
                                                                  k_fetch_patience);
        else
            upstream = std::make_unique<EmptyUpstream>();
    }

    Result<void> make_first_things();
    Result<void> make_services();

    catalog::Cause own_cause() {
        return {base::Id::make(catalog->clock(), catalog->random()), {}, "local"};
    }

    Settings settings;
    DataFolder folder;
    catalog::DataLock lock;                     ///< one server a data folder
    std::unique_ptr<catalog::Catalog> catalog;  ///< what exists
    std::unique_ptr<blobs::BlobStore> blobs;    ///< the bytes
    provenance::RemoteSigner signer;            ///< the keys, in another process
    sandbox::RemoteBuilder builder;             ///< where foreign code runs
    std::unique_ptr<upstream::Upstream> upstream;
    base::Secret first_token;

    access::Epochs epochs;
    std::optional<access::Authenticator> authenticator;
    std::optional<access::Authorizer> authorizer;
    std::optional<repositories::Directory> directory;
    repositories::ChangeFeed changes;
    std::optional<repositories::Backends> backends;
    repositories::ProxyTable proxies;
    std::optional<repositories::PageService> pages;
    std::optional<repositories::FileService> files;
    std::optional<catalog::DownloadLog> downloads;

    std::optional<factory::Settings> factory_options;
    std::optional<factory::Requests> requests;
    std::optional<factory::Factory> factory;

    // The pools are destroyed before what their work refers to.
    std::optional<base::Pool> db;
    std::optional<base::Pool> disk;
    std::optional<base::Pool> build;
    std::optional<factory::Builders> builders;  ///< the built-in workers, on the build pool
    std::optional<FactoryRequests> build_requests;
    std::optional<FactoryMisses> misses;
    std::optional<SignerTrust> trust;
    std::optional<Housekeeping> housekeeping;  ///< epochs, leases, last uses: now and then
    std::optional<http::Router> router;
    std::optional<http::Server> server;
};

Result<void> Application::Parts::make_first_things() {
    const auto source =
        settings.upstream.empty() ? std::string() : "folder:" + settings.upstream.string();
    SPOKE_TRY(repositories::ensure_default_repositories(*catalog, own_cause(), source));
    if (std::filesystem::exists(folder.admin_token())) return ok();
    auto issued = access::create_first_token(*catalog, own_cause());
    // An administrator was made before and the file was taken away: never made again (I15).
    if (!issued && issued.error().code == ErrorCode::conflict) return ok();
    if (!issued) return fail(issued.error());
    first_token = std::move(issued->secret);
    return ok();
}

Result<void> Application::Parts::make_services() {
    authenticator.emplace(*catalog, epochs);
    authorizer.emplace(*catalog);
    SPOKE_TRY(authorizer->reload());
    SPOKE_TRY(epochs.refresh(*catalog));
    directory.emplace(*catalog);
    SPOKE_TRY(directory->reload());
    backends.emplace(*catalog, *blobs, *directory, changes);

    const auto public_repository = directory->find(repositories::k_python_public);
    if (!public_repository)
        return fail(ErrorCode::corrupt, "the catalog has no repository python-public");
    auto proxy = std::make_unique<repositories::Proxy>(public_repository->id, *upstream, *backends,
                                                       repositories::ProxySettings());
    repositories::Proxy& public_proxy = *proxy;
    proxies.add(std::move(proxy));
    pages.emplace(*backends, proxies, http::page_head);
    files.emplace(*backends, proxies);
    downloads.emplace(*catalog);

    auto info = signer.describe();
    if (!info) return fail_with_note(info.error(), "asking the signer who it is");
    factory_options = factory_settings(settings, *info);
    requests.emplace(*catalog, public_proxy, *factory_options);
    factory.emplace(factory::Services{*backends, public_proxy, builder, signer, *requests},
                    *factory_options);

    const auto at_once = static_cast<std::size_t>(settings.builders);
    db.emplace("db", k_db_threads, k_queue_limit);
    disk.emplace("disk", k_disk_threads, k_queue_limit);
    build.emplace("build", at_once, k_queue_limit);
    builders.emplace(*factory, *catalog, *build, at_once);
    const auto wake = [this] {
        builders->wake();
    };
    build_requests.emplace(*requests, wake);
    misses.emplace(*requests, *db, wake);
    trust.emplace(signer);
    housekeeping.emplace(*catalog, epochs, *authenticator, wake);

    SPOKE_TRY(auto options, http_settings(settings));
    router.emplace(
        http::RouterSettings{settings.external_url, options.realm},
        http::Services{*authenticator, *authorizer, epochs, *pages, *files, *catalog, *blobs,
                       *downloads, *build_requests, *misses, *trust, *db, *disk});
    SPOKE_TRY(auto listening, http::Server::open(std::move(options), *router));
    server.emplace(std::move(listening));
    return ok();
}

Application::Application(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Application::~Application() {
    stop();
}

Result<std::unique_ptr<Application>> Application::start(const Settings& settings,
                                                        RoleChannels channels) {
    static base::SystemClock clock;
    static base::SystemRandom random;
    DataFolder folder{settings.data};
    SPOKE_TRY(auto lock, catalog::DataLock::take(folder.catalog()));
    SPOKE_TRY(auto catalog,
              catalog::Catalog::open(folder.catalog() / "catalog.sqlite", clock, random));
    SPOKE_TRY(auto blobs, blobs::FolderBlobStore::open(folder.blobs()));
    auto parts = std::make_unique<Parts>(settings, std::move(folder), std::move(lock),
                                         std::move(catalog), std::move(blobs), std::move(channels));
    SPOKE_TRY(parts->make_first_things());
    SPOKE_TRY(parts->make_services());
    SPOKE_TRY(parts->builders->start());
    parts->server->start();
    return std::make_unique<Application>(std::move(parts));
}

std::string Application::url() const {
    const auto colon = parts_->settings.listen.rfind(':');
    return "http://" + parts_->settings.listen.substr(0, colon) + ":" +
           std::to_string(parts_->server->port());
}

const base::Secret& Application::first_token() const {
    return parts_->first_token;
}

void Application::stop() {
    if (!parts_ || !parts_->server) return;
    parts_->server->stop();
    parts_->housekeeping.reset();
    parts_->factory->request_stop();
    parts_->builders->stop();
    if (auto flushed = parts_->authenticator->flush_uses(); !flushed)
        SPOKE_LOG(warn, "last_uses_lost", "why", flushed.error().describe());
    parts_->server.reset();
}

}  // namespace spoke::app
