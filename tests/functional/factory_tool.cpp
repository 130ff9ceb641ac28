// factory_tool DATA UPSTREAM TOOLS REQUIREMENT…: runs the whole factory in one process over a
// folder of sdists and prints a line for each build: state, class, project, version, equivalence,
// message. Logs are written to DATA/logs, files to DATA/out. SPOKE_BUILD_SECONDS limits one
// sandbox.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "base/log.hpp"
#include "blobs/folder_blob_store.hpp"
#include "catalog/builds.hpp"
#include "catalog/files.hpp"
#include "factory/factory.hpp"
#include "factory/queue/requests.hpp"
#include "provenance/key_store.hpp"
#include "provenance/local_signer.hpp"
#include "repositories/change_feed.hpp"
#include "repositories/defaults.hpp"
#include "repositories/directory.hpp"
#include "sandbox/sandbox.hpp"
#include "upstream/folder_upstream.hpp"

namespace {

using namespace spoke;

int complain(const Error& error) {
    std::fprintf(stderr, "factory_tool: %s\n", error.describe().c_str());
    return 1;
}

/// The services of one data folder, in the order of their needs.
struct Stage {
    base::SystemClock clock;
    base::SystemRandom random;
    std::unique_ptr<catalog::Catalog> catalog;
    std::unique_ptr<blobs::FolderBlobStore> blobs;
    std::unique_ptr<upstream::FolderUpstream> folder;
    std::unique_ptr<repositories::Directory> directory;
    repositories::ChangeFeed changes;
    std::unique_ptr<repositories::Backends> backends;
    std::unique_ptr<repositories::Proxy> proxy;
    std::unique_ptr<provenance::LocalSigner> signer;
    std::unique_ptr<sandbox::Sandbox> sandbox;
    std::unique_ptr<factory::Requests> requests;
    std::unique_ptr<factory::Factory> factory;
    factory::Settings settings;
    base::Id target;

    catalog::Cause cause() { return {base::Id::make(clock, random), {}, {}}; }
};

Result<void> open_stores(Stage& stage, const std::filesystem::path& data,
                         const std::filesystem::path& upstream) {
    SPOKE_TRY(stage.catalog,
              catalog::Catalog::open(data / "catalog.sqlite", stage.clock, stage.random));
    SPOKE_TRY(stage.blobs, blobs::FolderBlobStore::open(data / "blobs"));
    SPOKE_TRY(stage.folder, upstream::FolderUpstream::open(upstream));
    SPOKE_TRY(repositories::ensure_default_repositories(*stage.catalog, stage.cause(),
                                                        upstream.string()));
    stage.directory = std::make_unique<repositories::Directory>(*stage.catalog);
    SPOKE_TRY(stage.directory->reload());
    stage.backends = std::make_unique<repositories::Backends>(
        repositories::Backends{*stage.catalog, *stage.blobs, *stage.directory, stage.changes});
    const auto proxy = stage.directory->find(repositories::k_python_public);
    const auto target = stage.directory->find(repositories::k_python);
    if (!proxy || !target) return fail(ErrorCode::internal, "the default repositories are missing");
    stage.target = target->id;
    stage.proxy = std::make_unique<repositories::Proxy>(proxy->id, *stage.folder, *stage.backends,
                                                        repositories::ProxySettings{});
    return ok();
}

Result<void> open_factory(Stage& stage, const std::filesystem::path& data,
                          const std::filesystem::path& tools) {
    SPOKE_TRY(auto keys,
              provenance::KeyStore::open(data / "keys", "factory_tool", stage.clock, stage.random));
    stage.signer = std::make_unique<provenance::LocalSigner>(std::move(keys), stage.clock);
    sandbox::Settings sandbox;
    sandbox.tools = tools;
    stage.sandbox = std::make_unique<sandbox::Sandbox>(sandbox);
    SPOKE_TRY(stage.sandbox->check_available());
    stage.settings.sdist_sources = factory::SdistSources::allowed;
    stage.settings.tools = tools;
    if (const char* seconds = std::getenv("SPOKE_BUILD_SECONDS")) {
        SPOKE_TRY(stage.settings.build_limit, base::parse_duration(std::string(seconds) + "s"));
    }
    stage.requests =
        std::make_unique<factory::Requests>(*stage.catalog, *stage.proxy, stage.settings);
    stage.factory = std::make_unique<factory::Factory>(
        factory::Services{*stage.backends, *stage.proxy, *stage.sandbox, *stage.signer,
                          *stage.requests},
        stage.settings);
    return ok();
}

Result<void> write_out(Stage& stage, const catalog::Build& build,
                       const std::filesystem::path& data) {
    SPOKE_TRY(const auto reader, stage.catalog->read());
    if (build.log) {
        SPOKE_TRY(const auto log, blobs::load_bytes(*stage.blobs, *build.log, 100U << 20U));
        const auto name = build.project.normalized() + "-" + build.version + ".log";
        SPOKE_TRY(base::write_file_atomically(data / "logs" / name, log));
    }
    SPOKE_TRY(const auto files, catalog::list_files_of_build(reader, build.id));
    for (const auto& file : files) {
        SPOKE_TRY(const auto bytes, blobs::load_bytes(*stage.blobs, *file.blob, 1U << 30U));
        SPOKE_TRY(base::write_file_atomically(data / "out" / file.file_name, bytes));
    }
    return ok();
}

std::string equivalence_of(const catalog::Build& build) {
    constexpr std::string_view k_key = "\"equivalence\":\"";
    const auto at = build.report.find(k_key);
    return at == std::string::npos ? "-" : build.report.substr(at + k_key.size(), 2);
}

Result<void> print_builds(Stage& stage, const std::filesystem::path& data) {
    std::vector<catalog::Build> builds;
    {
        SPOKE_TRY(const auto reader, stage.catalog->read());
        SPOKE_TRY(builds, catalog::list_builds(reader, {}));
    }
    for (auto build = builds.rbegin(); build != builds.rend(); ++build) {
        SPOKE_TRY(write_out(stage, *build, data));
        std::printf("%s\t%s\t%s\t%s\t%s\t%s\n", std::string(to_string(build->state)).c_str(),
                    build->failure ? std::string(to_string(build->failure->failure)).c_str() : "-",
                    build->project.normalized().c_str(), build->version.c_str(),
                    equivalence_of(*build).c_str(),
                    build->failure ? build->failure->message.c_str() : "");
    }
    return ok();
}

Result<void> run(int count, char** arguments) {
    const std::filesystem::path data = arguments[1];
    for (const auto* folder : {"", "keys", "logs", "out"})
        std::filesystem::create_directories(data / folder);
    Stage stage;
    SPOKE_TRY(open_stores(stage, data, arguments[2]));
    SPOKE_TRY(open_factory(stage, data, arguments[3]));
    for (int i = 4; i < count; ++i) {
        SPOKE_TRY(const auto order,
                  factory::parse_request(arguments[i], catalog::RequestReason::person));
        SPOKE_TRY(stage.requests->request(stage.cause(), order));
    }
    for (;;) {
        SPOKE_TRY(const auto outcome, stage.factory->work_once("tool"));
        if (outcome == factory::WorkOutcome::nothing_to_do) break;
    }
    return print_builds(stage, data);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 4) {
        std::fprintf(stderr, "usage: factory_tool DATA UPSTREAM TOOLS REQUIREMENT...\n");
        return 2;
    }
    const auto done = run(count, arguments);
    return done ? 0 : complain(done.error());
}
