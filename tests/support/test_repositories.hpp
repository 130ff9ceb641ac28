#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/authorizer.hpp"
#include "blobs/folder_blob_store.hpp"
#include "catalog/name_claims.hpp"
#include "repositories/defaults.hpp"
#include "repositories/file_service.hpp"
#include "repositories/page_service.hpp"
#include "repositories/publish.hpp"
#include "support/fake_upstream.hpp"
#include "support/sample_distributions.hpp"
#include "support/test_catalog.hpp"

namespace spoke::tests {

/// The repositories of a first start over a fake upstream. The test's executable needs
/// spoke_access besides spoke_repositories.
class TestRepositories {
public:
    TestRepositories()
        : blobs(must(blobs::FolderBlobStore::open(catalog.folder() / "blobs"))),
          directory(*catalog),
          backends{*catalog, *blobs, directory, changes},
          authorizer(*catalog) {
        must(repositories::ensure_default_repositories(*catalog, {}, "fake"));
        must(directory.reload());
        must(authorizer.reload());
        proxies.add(std::make_unique<repositories::Proxy>(
            id("python-public"), upstream, backends,
            repositories::ProxySettings{.lifetime = std::chrono::milliseconds(0)}));
        pages = std::make_unique<repositories::PageService>(backends, proxies, &head_of);
        files = std::make_unique<repositories::FileService>(backends, proxies);
        caller.principal = base::Id::make(catalog.clock, catalog.random);
        caller.scope.actions = {catalog::Action::read};
        caller.scope.whole_ecosystem = true;
    }

    static std::string head_of(const repositories::PageFacts& facts) {
        return "Content-Type: " + std::string(simple::content_type(facts.representation)) +
               "\r\nETag: " + facts.etag + "\r\n";
    }

    base::Id id(std::string_view name) { return directory.find(name)->id; }

    catalog::Grant grant(std::string_view repository) {
        return must(authorizer.authorize(caller, catalog::Action::read, repository));
    }

    repositories::PageAnswer page(std::string_view repository, std::string_view project) {
        return must(load_page(repository, project));
    }
    Result<repositories::PageAnswer> load_page(
        std::string_view repository, std::string_view project,
        simple::Representation representation = simple::Representation::json,
        repositories::Coding coding = repositories::Coding::identity) {
        return pages->make_ready(grant(repository), project_name(project), representation, coding);
    }
    /// The body of a JSON page; empty where there is none.
    std::string body(std::string_view repository, std::string_view project) {
        const auto answer = page(repository, project);
        return answer.page ? answer.page->bytes.substr(answer.page->head_size) : std::string();
    }
    bool shows(std::string_view repository, std::string_view project, std::string_view file_name) {
        return body(repository, project)
            .contains("\"filename\":\"" + std::string(file_name) + "\"");
    }

    /// A file to publish, its blobs stored.
    repositories::PublishedFile stored(const std::string& file_name, const std::string& bytes,
                                       catalog::Tier tier) {
        const auto name = python::parse_file_name(file_name);
        repositories::PublishedFile file{.row = catalog::FileRow{.project = *name.project(),
                                                                 .version = name.version()->text(),
                                                                 .file_name = file_name},
                                         .digests = must(blobs::store_bytes(*blobs, bytes)).digests,
                                         .metadata = {},
                                         .statement_blob = {},
                                         .statement = {}};
        auto& row = file.row;
        row.kind = name.kind == python::FileKind::wheel ? catalog::FileKind::wheel
                                                        : catalog::FileKind::sdist;
        row.sha256 = row.blob = file.digests.sha256;
        row.blake2b = file.digests.blake2b;
        row.size = file.digests.size;
        row.digest_state = catalog::DigestState::verified;
        row.upload_time = catalog.clock.now();
        row.tier = tier;
        if (tier == catalog::Tier::rebuilt) row.source_kind = catalog::SourceKind::sdist;
        return file;
    }

    Result<std::vector<catalog::FileRow>> publish(std::string_view repository,
                                                  const std::string& file_name,
                                                  const std::string& bytes, catalog::Tier tier) {
        repositories::Publication publication;
        publication.repository = repository;
        publication.writer = tier == catalog::Tier::internal ? repositories::Writer::uploader
                                                             : repositories::Writer::factory;
        publication.files.push_back(stored(file_name, bytes, tier));
        return repositories::publish(backends, publication);
    }
    catalog::FileRow rebuild(const std::string& file_name) {
        catalog.clock.advance(std::chrono::seconds(1));
        return must(publish("python", file_name, make_wheel(file_name), catalog::Tier::rebuilt))
            .front();
    }

    static repositories::FileIdentity identity(const catalog::FileRow& row) {
        return {*row.blake2b, row.file_name};
    }

    TestCatalog catalog;
    FakeUpstream upstream;
    std::unique_ptr<blobs::FolderBlobStore> blobs;
    repositories::Directory directory;
    repositories::ChangeFeed changes;
    repositories::Backends backends;
    repositories::ProxyTable proxies;
    access::Authorizer authorizer;
    access::Identity caller;
    std::unique_ptr<repositories::PageService> pages;
    std::unique_ptr<repositories::FileService> files;
};

}  // namespace spoke::tests
