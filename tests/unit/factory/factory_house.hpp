#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "archive/tar_stream.hpp"
#include "archive/wheel_reader.hpp"
#include "base/file.hpp"
#include "blobs/folder_blob_store.hpp"
#include "catalog/builds.hpp"
#include "catalog/files.hpp"
#include "factory/factory.hpp"
#include "provenance/key_store.hpp"
#include "provenance/local_signer.hpp"
#include "repositories/change_feed.hpp"
#include "repositories/defaults.hpp"
#include "repositories/directory.hpp"
#include "support/test_catalog.hpp"
#include "unit/sandbox/sandbox_fixture.hpp"
#include "upstream/folder_upstream.hpp"

namespace spoke::factory {

/// A project that builds itself: its backend stands in its own tree (PEP 517, backend-path) and
/// needs nothing. `build` is Python that runs in build_wheel and may fill `files` (path → bytes).
struct SmallProject {
    std::string name = "small";
    std::string version = "1.0";
    std::string build;
    std::string requirements = "[]";       ///< of pyproject.toml
    std::string hook_requirements = "[]";  ///< of get_requires_for_build_wheel
    std::string run_time;                  ///< lines of METADATA
    std::vector<archive::TarMember> extra;

    std::string folder() const { return name + "-" + version; }
    std::string sdist_name() const { return folder() + ".tar.gz"; }

    std::string backend() const {
        return "import io, os, socket, sys, tarfile, time, zipfile\nNAME, VERSION = '" + name +
               "', '" + version + "'\nRUN_TIME = '''" + run_time + "'''\n" +
               "META = f'Metadata-Version: 2.1\\nName: {NAME}\\nVersion: {VERSION}\\n{RUN_TIME}\\n'"
               ".encode()\nINFO = f'{NAME}-{VERSION}.dist-info/'\n"
               "def get_requires_for_build_wheel(settings=None):\n    return " +
               hook_requirements +
               "\ndef prepare_metadata_for_build_wheel(folder, settings=None):\n"
               "    os.makedirs(os.path.join(folder, INFO))\n"
               "    open(os.path.join(folder, INFO, 'METADATA'), 'wb').write(META)\n"
               "    return INFO.rstrip('/')\n"
               "def build_sdist(folder, settings=None):\n"
               "    name = f'{NAME}-{VERSION}.tar.gz'\n"
               "    with tarfile.open(os.path.join(folder, name), 'w:gz') as tar:\n"
               "        tar.add('.', f'{NAME}-{VERSION}')\n    return name\n"
               "def build_wheel(folder, settings=None, metadata=None):\n"
               "    name = f'{NAME}-{VERSION}-py3-none-any.whl'\n"
               "    files = {f'{NAME}.py': b'', INFO + 'METADATA': META,\n"
               "        INFO + 'WHEEL': b'Wheel-Version: 1.0\\nGenerator: small 1\\n'\n"
               "        b'Root-Is-Purelib: true\\nTag: py3-none-any\\n', INFO + 'RECORD': b''}\n" +
               indented(build) +
               "    with zipfile.ZipFile(os.path.join(folder, name), 'w') as wheel:\n"
               "        for path, data in files.items():\n"
               "            wheel.writestr(path, data)\n    return name\n";
    }

    std::string sdist() const {
        std::vector<archive::TarMember> members = {
            {folder() + "/PKG-INFO",
             "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n"},
            {folder() + "/maker.py", backend()},
            {folder() + "/pyproject.toml", "[build-system]\nrequires = " + requirements +
                                               "\nbuild-backend = \"maker\"\n"
                                               "backend-path = [\".\"]\n"}};
        for (const auto& member : extra)
            members.push_back({folder() + "/" + member.path, member.bytes});
        std::string tar;
        tests::must(archive::write_tar(
            members,
            [&](std::string_view bytes) {
                tar += bytes;
                return ok();
            },
            base::Moment(std::chrono::seconds(1600000000))));
        return tar;
    }

private:
    static std::string indented(const std::string& code) {
        std::string out = "    ";
        for (const char c : code) out += c == '\n' ? std::string("\n    ") : std::string(1, c);
        return out + "\n";
    }
};

/// The whole factory over a folder of sdists: real catalog, blobs, signer and sandbox.
class FactoryHouse {
public:
    explicit FactoryHouse(sandbox::JobRunner& runner)
        : folder_(tests::must(base::TemporaryFolder::make("spoke-factory"))) {
        std::filesystem::create_directories(upstream_folder());
        std::filesystem::create_directories(folder_.path() / "keys");
        blobs_ = tests::must(blobs::FolderBlobStore::open(folder_.path() / "blobs"));
        folder_upstream_ = tests::must(upstream::FolderUpstream::open(
            upstream_folder(), {.rescan_after = std::chrono::milliseconds(0)}));
        tests::must(repositories::ensure_default_repositories(*catalog, {}, "a folder"));
        directory_ = std::make_unique<repositories::Directory>(*catalog);
        tests::must(directory_->reload());
        backends_ = std::make_unique<repositories::Backends>(
            repositories::Backends{*catalog, *blobs_, *directory_, changes_});
        proxy_ = std::make_unique<repositories::Proxy>(
            directory_->find(repositories::k_python_public)->id, *folder_upstream_, *backends_,
            repositories::ProxySettings{.lifetime = std::chrono::milliseconds(0)});
        auto keys = tests::must(provenance::KeyStore::open(folder_.path() / "keys", "test",
                                                           catalog.clock, catalog.random));
        signer_ = std::make_unique<provenance::LocalSigner>(std::move(keys), catalog.clock);
        settings.sdist_sources = SdistSources::allowed;
        settings.tools = tools();
        settings.build_limit = std::chrono::seconds(60);
        settings.memory_limit = std::uint64_t{512} << 20U;
        settings.disk_limit = std::uint64_t{128} << 20U;
        settings.wheel_limit = std::uint64_t{32} << 20U;
        requests = std::make_unique<Requests>(*catalog, *proxy_, settings);
        runner_ = &runner;
    }

    static std::filesystem::path tools() {
        return std::filesystem::path(SPOKE_SOURCE_DIR) / ".tools/venv";
    }
    std::filesystem::path upstream_folder() const { return folder_.path() / "upstream"; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    blobs::BlobStore& blobs() { return *blobs_; }
    provenance::LocalSigner& signer() { return *signer_; }
    base::Id target() const { return directory_->find(repositories::k_python)->id; }

    void add(const SmallProject& project) { add(project.sdist_name(), project.sdist()); }
    void add(const std::string& file_name, std::string_view bytes) {
        tests::must(base::write_file_atomically(upstream_folder() / file_name, bytes));
    }

    base::Id request(const std::string& text) {
        const auto order = tests::must(parse_request(text, catalog::RequestReason::person));
        return tests::must(requests->request({}, order)).id;
    }

    Services services() { return {*backends_, *proxy_, *runner_, *signer_, *requests}; }
    /// Works until the queue is empty.
    void work() {
        Factory factory(services(), settings);
        while (tests::must(factory.work_once("test")) == WorkOutcome::worked) {
        }
    }

    catalog::Build build(const base::Id& id) {
        auto reader = catalog.read();
        return *tests::must(catalog::find_build(reader, id));
    }
    /// Adds, requests and works: the build as it has ended.
    catalog::Build run(const SmallProject& project) {
        add(project);
        const auto id = request(project.name + "==" + project.version);
        work();
        return build(id);
    }

    std::string log(const catalog::Build& build) {
        return build.log ? tests::must(blobs::load_bytes(*blobs_, *build.log, 1U << 30U)) : "";
    }
    std::vector<catalog::FileRow> files(const base::Id& build) {
        auto reader = catalog.read();
        return tests::must(catalog::list_files_of_build(reader, build));
    }
    std::string bytes(const catalog::FileRow& row) {
        return tests::must(blobs::load_bytes(*blobs_, *row.blob, 1U << 30U));
    }
    /// A member of the build's wheel.
    std::string member(const base::Id& build, const std::string& path) {
        for (const auto& row : files(build)) {
            if (row.kind != catalog::FileKind::wheel) continue;
            auto wheel = tests::must(archive::WheelReader::open_bytes(bytes(row), {}));
            return tests::must(wheel.find(path)).value_or("no such member");
        }
        return "no wheel";
    }

    tests::TestCatalog catalog;
    Settings settings;
    std::unique_ptr<Requests> requests;

private:
    base::TemporaryFolder folder_;
    std::unique_ptr<blobs::FolderBlobStore> blobs_;
    std::unique_ptr<upstream::FolderUpstream> folder_upstream_;
    std::unique_ptr<repositories::Directory> directory_;
    repositories::ChangeFeed changes_;
    std::unique_ptr<repositories::Backends> backends_;
    std::unique_ptr<repositories::Proxy> proxy_;
    std::unique_ptr<provenance::LocalSigner> signer_;
    sandbox::JobRunner* runner_ = nullptr;
};

/// One builder for all tests of a file: as root it is another process of another user.
class FactoryTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        sandbox::Settings settings;
        settings.tools = FactoryHouse::tools();
        runner_ = std::make_unique<sandbox::Runner>(settings);
    }
    static void TearDownTestSuite() { runner_.reset(); }

    void SetUp() override {
        if (!std::filesystem::exists(FactoryHouse::tools() / "bin/uv"))
            GTEST_SKIP() << "no build tools: run scripts/install-deps";
        const auto trial = runner_->run(sandbox::python_job(""));
        if (!trial && trial.error().message.find("user namespaces") != std::string::npos)
            GTEST_SKIP() << trial.error().describe();
        ASSERT_TRUE(trial) << trial.error().describe();
        house_ = std::make_unique<FactoryHouse>(runner_->get());
    }
    void TearDown() override { house_.reset(); }

    void expect_failed(const catalog::Build& build, catalog::FailureClass failure) {
        ASSERT_TRUE(build.failure) << to_string(build.state) << "\n" << house_->log(build);
        EXPECT_EQ(to_string(build.failure->failure), to_string(failure))
            << build.failure->message << "\n"
            << house_->log(build);
        EXPECT_FALSE(build.failure->message.empty());
        EXPECT_TRUE(house_->files(build.id).empty());
        EXPECT_FALSE(house_->log(build).empty());
    }
    void expect_published(const catalog::Build& build) {
        EXPECT_EQ(to_string(build.state), "published")
            << (build.failure ? build.failure->message : "") << "\n"
            << house_->log(build) << build.report;
    }

    static inline std::unique_ptr<sandbox::Runner> runner_;
    std::unique_ptr<FactoryHouse> house_;
};

}  // namespace spoke::factory
