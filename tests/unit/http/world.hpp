#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/tokens.hpp"
#include "base/guarded.hpp"
#include "base/pool.hpp"
#include "blobs/folder_blob_store.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "repositories/directory.hpp"
#include "repositories/proxy.hpp"
#include "repositories/publish.hpp"
#include "support/raw_client.hpp"
#include "support/test_catalog.hpp"
#include "upstream/folder_upstream.hpp"

namespace spoke::http {

/// The factory's queue as these tests see it: it knows `demo` alone.
class FakeRequests final : public BuildRequests {
public:
    Result<void> check(std::string_view requirement) const override;
    Result<catalog::Build> request(const catalog::Cause& cause,
                                   std::string_view requirement) override;
};

class RecordingMisses final : public MissSink {
public:
    bool note(const Miss& miss) override;
    std::vector<Miss> taken() { return std::exchange(*misses_.lock(), {}); }

private:
    base::Guarded<std::vector<Miss>> misses_;
};

class FakeTrust final : public TrustSource {
public:
    Result<std::string> load_trust() override { return R"({"payloadType":"x"})"; }
};

/// A server over real services: a catalog and blobs in a folder of their own, the default
/// repositories, python-public over a folder with `demo` 1.0 (a wheel and an sdist) and `plus`
/// 1.0+local.1, `inner` 1.0 uploaded to python-internal, `built` 1.0 in the factory's python.
class World {
public:
    World();

    tests::RawClient client() const { return tests::RawClient(server->port()); }
    /// One answer on a connection of its own.
    std::string ask(std::string_view request, std::string_view method = "GET") const;
    /// GET as the administrator; `headers` are lines that end in CRLF.
    std::string get(std::string_view path, std::string_view headers = {}) const;
    std::string head(std::string_view path, std::string_view headers = {}) const;
    std::string anonymous(std::string_view path, std::string_view headers = {}) const;
    std::string send_json(std::string_view method, std::string_view path,
                          std::string_view body) const;

    std::string make_token(std::string name, std::vector<std::string> scope);
    void hold(const base::Id& row, std::string reason);
    void make_public(std::string_view repository);
    /// `/python-internal/packages/…`, under another repository if named.
    std::string inner_path(std::string_view repository = "python-internal") const;
    std::string blake2b_path(std::string_view repository, const catalog::FileRow& row) const;

    tests::TestCatalog catalog;
    std::unique_ptr<blobs::FolderBlobStore> blobs;
    access::Epochs epochs;
    access::Authenticator authenticator;
    access::Authorizer authorizer;
    repositories::Directory directory;
    repositories::ChangeFeed changes;
    repositories::Backends backends;
    std::filesystem::path upstream_folder;
    std::unique_ptr<upstream::FolderUpstream> upstream;
    repositories::ProxyTable proxies;
    std::optional<repositories::PageService> pages;
    std::optional<repositories::FileService> files;
    std::optional<catalog::DownloadLog> downloads;
    FakeRequests requests;
    RecordingMisses misses;
    FakeTrust trust;
    base::Pool db{"db", 2, 100};
    base::Pool disk{"disk", 2, 100};
    std::optional<Router> router;
    std::unique_ptr<Server> server;

    std::string admin;  ///< the administrator's secret
    std::optional<catalog::FileRow> inner;
    std::optional<catalog::FileRow> built;
    std::string demo_wheel;  ///< its bytes
    std::string demo_metadata;

private:
    void add_upstream();
    catalog::FileRow publish_wheel(std::string_view repository, repositories::Writer writer,
                                   std::string_view project, catalog::Tier tier);
};

std::string make_wheel(std::string_view project, std::string_view version,
                       std::string_view metadata);
std::string metadata_of(std::string_view project, std::string_view version);

}  // namespace spoke::http
