#include "world.hpp"

#include "archive/canonical_wheel.hpp"
#include "catalog/files.hpp"
#include "http/page_head.hpp"
#include "repositories/defaults.hpp"
#include "repositories/publish.hpp"

namespace spoke::http {

using tests::must;

Result<void> FakeRequests::check(std::string_view requirement) const {
    if (requirement.contains('>')) return fail(ErrorCode::invalid, "only == can be asked for");
    return ok();
}

Result<catalog::Build> FakeRequests::request(const catalog::Cause&, std::string_view requirement) {
    if (!requirement.starts_with("demo"))
        return fail(ErrorCode::not_found, "the upstream has no such release");
    catalog::Build build{.project = tests::project_name("demo"), .version = "1.0"};
    build.id = base::Id::parse("01890a5d-ac96-774b-bcce-b302099a8057").value();
    return build;
}

bool RecordingMisses::note(const Miss& miss) {
    misses_.lock()->push_back(miss);
    return !miss.cause.principal.empty();
}

std::string metadata_of(std::string_view project, std::string_view version) {
    return "Metadata-Version: 2.1\nName: " + std::string(project) +
           "\nVersion: " + std::string(version) + "\n";
}

std::string make_wheel(std::string_view project, std::string_view version,
                       std::string_view metadata) {
    const std::string dist_info = std::string(project) + "-" + std::string(version) + ".dist-info";
    std::vector<archive::Member> members{
        {.path = std::string(project) + ".py", .bytes = "x = 1\n"},
        {.path = dist_info + "/METADATA", .bytes = std::string(metadata)},
        {.path = dist_info + "/WHEEL",
         .bytes = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
                  "Tag: py3-none-any\n"}};
    const auto epoch = must(base::parse_rfc3339("2021-01-01T00:00:00Z"));
    return must(archive::write_canonical_wheel(std::move(members), dist_info, epoch));
}

World::World()
    : blobs(must(blobs::FolderBlobStore::open(catalog.folder() / "blobs"))),
      authenticator(*catalog, epochs),
      authorizer(*catalog),
      directory(*catalog),
      backends{*catalog, *blobs, directory, changes},
      upstream_folder(catalog.folder() / "upstream") {
    add_upstream();
    must(repositories::ensure_default_repositories(*catalog, {}, "folder:test"));
    must(directory.reload());
    must(authorizer.reload());
    must(epochs.refresh(*catalog));
    proxies.add(
        std::make_unique<repositories::Proxy>(directory.find(repositories::k_python_public)->id,
                                              *upstream, backends, repositories::ProxySettings()));
    pages.emplace(backends, proxies, page_head);
    files.emplace(backends, proxies);
    downloads.emplace(*catalog);
    admin = must(access::create_first_token(*catalog, {})).secret.reveal();
    inner = publish_wheel(repositories::k_python_internal, repositories::Writer::uploader, "inner",
                          catalog::Tier::internal);
    built = publish_wheel(repositories::k_python, repositories::Writer::factory, "built",
                          catalog::Tier::rebuilt);
    router.emplace(RouterSettings{.external_url = "https://packages.example/base"},
                   Services{authenticator, authorizer, epochs, *pages, *files, *catalog, *blobs,
                            *downloads, requests, misses, trust, db, disk});
    Settings settings;
    settings.port = 0;
    server = std::make_unique<Server>(must(Server::open(settings, *router)));
    server->start();
}

void World::add_upstream() {
    std::filesystem::create_directory(upstream_folder);
    demo_metadata = metadata_of("demo", "1.0");
    demo_wheel = make_wheel("demo", "1.0", demo_metadata);
    const auto put = [&](std::string_view name, std::string_view bytes) {
        must(base::write_file_atomically(upstream_folder / name, bytes));
    };
    put("demo-1.0-py3-none-any.whl", demo_wheel);
    put("demo-1.0.tar.gz", "not looked into");
    put("plus-1.0+local.1-py3-none-any.whl",
        make_wheel("plus", "1.0+local.1", metadata_of("plus", "1.0+local.1")));
    upstream = must(upstream::FolderUpstream::open(upstream_folder));
}

catalog::FileRow World::publish_wheel(std::string_view repository, repositories::Writer writer,
                                      std::string_view project, catalog::Tier tier) {
    const std::string metadata = metadata_of(project, "1.0");
    const auto stored = must(blobs::store_bytes(*blobs, make_wheel(project, "1.0", metadata)));
    const auto sidecar = must(blobs::store_bytes(*blobs, metadata));
    catalog::FileRow row{.project = tests::project_name(project),
                         .version = "1.0",
                         .file_name = std::string(project) + "-1.0-py3-none-any.whl"};
    row.kind = catalog::FileKind::wheel;
    row.sha256 = row.blob = stored.digests.sha256;
    row.blake2b = stored.digests.blake2b;
    row.size = stored.digests.size;
    row.digest_state = catalog::DigestState::verified;
    row.metadata_sha256 = sidecar.digests.sha256;
    row.upload_time = catalog.clock.now();
    row.tier = tier;
    repositories::Publication publication;
    publication.repository = repository;
    publication.writer = writer;
    publication.files.push_back({.row = row,
                                 .digests = stored.digests,
                                 .metadata = sidecar.digests,
                                 .statement_blob = std::nullopt,
                                 .statement = std::nullopt});
    return must(repositories::publish(backends, publication)).front();
}

std::string World::ask(std::string_view request, std::string_view method) const {
    tests::RawClient raw = client();
    raw.send(request);
    return raw.answer(method);
}

namespace {

std::string request_text(std::string_view method, std::string_view path, std::string_view headers) {
    return std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" +
           std::string(headers) + "\r\n";
}

}  // namespace

std::string World::get(std::string_view path, std::string_view headers) const {
    return ask(request_text("GET", path,
                            "Authorization: Bearer " + admin + "\r\n" + std::string(headers)));
}

std::string World::head(std::string_view path, std::string_view headers) const {
    return ask(request_text("HEAD", path,
                            "Authorization: Bearer " + admin + "\r\n" + std::string(headers)),
               "HEAD");
}

std::string World::anonymous(std::string_view path, std::string_view headers) const {
    return ask(request_text("GET", path, headers));
}

std::string World::send_json(std::string_view method, std::string_view path,
                             std::string_view body) const {
    return ask(request_text(method, path,
                            "Authorization: Bearer " + admin +
                                "\r\nContent-Type: application/json\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n") +
               std::string(body));
}

std::string World::make_token(std::string name, std::vector<std::string> scope) {
    const auto identity = must(authenticator.authenticate({"Bearer " + admin, {}}));
    const auto grant = must(authorizer.authorize_server(*identity, catalog::Action::manage));
    const access::NewToken wanted{.name = std::move(name), .scope = std::move(scope)};
    return must(access::create_token(*catalog, grant, {}, wanted)).secret.reveal();
}

void World::hold(const base::Id& row, std::string reason) {
    catalog.change([&](auto& transaction) -> Result<int> {
        SPOKE_TRY(catalog::set_hold(transaction, row, catalog::Hold{std::move(reason), {}}));
        return 0;
    });
    changes.announce({}, {});
}

void World::make_public(std::string_view repository) {
    const auto id = directory.find(repository)->id;
    catalog.change([&](auto& transaction) -> Result<int> {
        SPOKE_TRY(catalog::set_visibility(transaction, id, catalog::Visibility::is_public));
        return 0;
    });
    must(directory.reload());
    must(authorizer.reload());
    must(epochs.refresh(*catalog));
}

std::string World::blake2b_path(std::string_view repository, const catalog::FileRow& row) const {
    const std::string hex = row.blake2b->hex();
    return "/" + std::string(repository) + "/packages/" + hex.substr(0, 2) + "/" +
           hex.substr(2, 2) + "/" + hex.substr(4) + "/" + row.file_name;
}

std::string World::inner_path(std::string_view repository) const {
    return blake2b_path(repository, *inner);
}

}  // namespace spoke::http
