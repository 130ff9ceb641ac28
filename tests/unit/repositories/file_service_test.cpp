#include "repositories/file_service.hpp"

#include "support/test_repositories.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace spoke::repositories {
namespace {

using catalog::Tier;
using tests::make_sdist;
using tests::make_wheel;
using tests::must;
using tests::project_name;
using tests::TestRepositories;

const std::string k_wheel = "x-1.0-py3-none-any.whl";

class FileServiceTest : public testing::Test {
protected:
    std::optional<FoundFile> find(std::string_view repository, const FileIdentity& identity) {
        return must(repositories_.files->find_file(repositories_.grant(repository), identity));
    }
    std::string bytes_of(const FoundFile& file) {
        const auto opened = must(repositories_.files->open_file(file));
        std::string bytes(opened->size, '\0');
        EXPECT_EQ(pread(opened->file.get(), bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
        return bytes;
    }
    TestRepositories repositories_;
};

TEST_F(FileServiceTest, an_upstream_file_is_brought_at_first_need_and_kept) {
    const auto wheel = make_wheel(k_wheel);
    auto file = repositories_.upstream.add(k_wheel, wheel);
    file.metadata_sha256 = crypto::sha256(tests::metadata_of("x", "1.0", ">=3.8"));
    repositories_.upstream.change(file);
    const FileIdentity identity{*file.blake2b, k_wheel};
    auto found = find("python-all", identity);
    ASSERT_TRUE(found) << "the page was never asked for: the upstream's is looked at";
    EXPECT_FALSE(found->row().blob);
    EXPECT_EQ(file_etag(found->row()), "");
    EXPECT_EQ(bytes_of(*found), wheel);
    repositories_.upstream.is_down = true;
    found = find("python-all", identity);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->row().digest_state, catalog::DigestState::verified);
    EXPECT_EQ(file_etag(found->row()), "\"" + file.sha256->hex() + "\"");
    EXPECT_EQ(bytes_of(*found), wheel);
    EXPECT_EQ(must(repositories_.files->load_sidecar(*found)),
              tests::metadata_of("x", "1.0", ">=3.8"));
    EXPECT_NE(repositories_.files->find_open(*found), nullptr);
    EXPECT_EQ(repositories_.upstream.files_asked, 1);
}

TEST_F(FileServiceTest, bytes_that_are_not_the_announced_ones_are_not_kept) {
    const auto file = repositories_.upstream.add(k_wheel, make_wheel(k_wheel));
    for (const std::string& other : {make_wheel(k_wheel, ">=3.8", "evil = 1\n"),
                                     std::string("short"), make_wheel(k_wheel) + "longer"}) {
        repositories_.upstream.replace_bytes(k_wheel, other);
        const auto found = find("python-public", {*file.blake2b, k_wheel});
        ASSERT_TRUE(found);
        EXPECT_EQ(repositories_.files->open_file(*found).error().code, ErrorCode::corrupt);
        EXPECT_FALSE(must(repositories_.blobs->contains(crypto::sha256(other))));
    }
    repositories_.upstream.replace_bytes(k_wheel, make_wheel(k_wheel));
    const auto found = find("python-public", {*file.blake2b, k_wheel});
    EXPECT_EQ(bytes_of(*found), make_wheel(k_wheel));
}

TEST_F(FileServiceTest, each_announced_digest_and_the_size_must_be_right) {
    auto file = repositories_.upstream.add(k_wheel, make_wheel(k_wheel));
    const auto true_blake2b = *file.blake2b;
    file.blake2b = crypto::blake2b_256("another");
    repositories_.upstream.change(file);
    const auto found = find("python-public", {*file.sha256, k_wheel});
    ASSERT_TRUE(found);
    EXPECT_EQ(repositories_.files->open_file(*found).error().code, ErrorCode::corrupt);
    EXPECT_FALSE(find("python-public", {true_blake2b, k_wheel}));
    auto other = repositories_.upstream.add("y-1.0.tar.gz", "four");
    other.size = 5;
    repositories_.upstream.change(other);
    const auto short_file = find("python-public", {*other.sha256, "y-1.0.tar.gz"});
    ASSERT_TRUE(short_file);
    EXPECT_EQ(repositories_.files->open_file(*short_file).error().code, ErrorCode::corrupt);
}

TEST_F(FileServiceTest, the_first_bytes_of_a_name_stay_when_the_upstream_changes_them) {
    const auto file = repositories_.upstream.add(k_wheel, make_wheel(k_wheel));
    bytes_of(*find("python-public", {*file.blake2b, k_wheel}));
    const auto other = make_wheel(k_wheel, ">=3.8", "evil = 1\n");
    const auto changed = repositories_.upstream.add(k_wheel, other);
    EXPECT_TRUE(repositories_.body("python-public", "x").contains(file.sha256->hex()));
    EXPECT_FALSE(find("python-public", {*changed.blake2b, k_wheel}));
    EXPECT_EQ(bytes_of(*find("python-public", {*file.blake2b, k_wheel})), make_wheel(k_wheel));
}

TEST_F(FileServiceTest, a_reannounced_file_without_bytes_takes_the_new_digest) {
    const auto file = repositories_.upstream.add(k_wheel, make_wheel(k_wheel));
    repositories_.page("python-public", "x");
    const auto other = make_wheel(k_wheel, ">=3.8", "fixed = 1\n");
    const auto changed = repositories_.upstream.add(k_wheel, other);
    repositories_.page("python-public", "x");
    EXPECT_FALSE(find("python-public", {*file.blake2b, k_wheel}));
    EXPECT_EQ(bytes_of(*find("python-public", {*changed.blake2b, k_wheel})), other);
}

TEST_F(FileServiceTest, many_who_want_one_file_make_one_transfer) {
    const auto file = repositories_.upstream.add(k_wheel, make_wheel(k_wheel));
    const auto found = find("python-public", {*file.blake2b, k_wheel});
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            if (repositories_.files->open_file(*found)) ++good;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 8);
    EXPECT_LE(repositories_.upstream.files_asked, 8);
    EXPECT_GE(repositories_.upstream.files_asked, 1);
}

TEST_F(FileServiceTest, I3_a_row_is_found_by_repository_digest_and_exact_name_only) {
    const auto row =
        must(repositories_.publish("python-internal", "secret-1.0-py3-none-any.whl",
                                   make_wheel("secret-1.0-py3-none-any.whl"), Tier::internal))
            .front();
    const auto identity = TestRepositories::identity(row);
    EXPECT_TRUE(find("python-internal", identity));
    EXPECT_TRUE(find("python-all", identity)) << "a readable member";
    EXPECT_FALSE(find("python", identity));
    EXPECT_FALSE(find("python-public", identity));
    EXPECT_FALSE(find("python-internal", {*row.blake2b, "other-1.0-py3-none-any.whl"}));
    EXPECT_FALSE(find("python-internal", {*row.blake2b, "Secret-1.0-py3-none-any.whl"}));
    // The two shapes are two columns.
    EXPECT_TRUE(find("python-internal", {*row.sha256, row.file_name}));
    const auto swapped = must(crypto::Sha256Digest::parse(row.blake2b->hex()));
    EXPECT_FALSE(find("python-internal", {swapped, row.file_name}));
    const auto swapped_back = must(crypto::Blake2bDigest::parse(row.sha256->hex()));
    EXPECT_FALSE(find("python-internal", {swapped_back, row.file_name}));
}

TEST_F(FileServiceTest, I3_a_cached_row_is_not_handed_to_a_grant_that_does_not_reach_it) {
    const auto row = repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    const auto identity = TestRepositories::identity(row);
    ASSERT_TRUE(find("python", identity));
    ASSERT_TRUE(repositories_.files->find_ready(repositories_.grant("python"), identity));
    repositories_.caller.scope.projects = {"y"};
    EXPECT_FALSE(repositories_.files->find_ready(repositories_.grant("python"), identity));
    EXPECT_FALSE(find("python", identity));
    EXPECT_FALSE(must(repositories_.files->find_file(repositories_.grant("python"),
                                                     project_name("x"), row.file_name)));
}

TEST_F(FileServiceTest, a_quarantined_project_offers_no_file_by_any_path) {
    const auto row = repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    auto transaction = repositories_.catalog.begin();
    auto project = *must(catalog::find_project(transaction, row.repository, project_name("x")));
    project.status = catalog::ProjectStatus::quarantined;
    must(catalog::put_project(transaction, project));
    must(transaction.commit());
    repositories_.changes.announce(row.repository, "x");
    const auto found = find("python", TestRepositories::identity(row));
    ASSERT_TRUE(found);
    EXPECT_EQ(repositories_.files->open_file(*found).error().code, ErrorCode::denied);
}

TEST_F(FileServiceTest, I4_order_and_overlay_hide_no_identity_but_a_claim_ends_it_at_once) {
    const auto file = repositories_.upstream.add("acme-1.0-py3-none-any.whl",
                                                 make_wheel("acme-1.0-py3-none-any.whl"));
    const FileIdentity identity{*file.blake2b, "acme-1.0-py3-none-any.whl"};
    auto found = find("python-all", identity);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->decision.allowed());
    bytes_of(*found);
    must(repositories_.publish("python-internal", "acme-2.0-py3-none-any.whl",
                               make_wheel("acme-2.0-py3-none-any.whl"), Tier::internal));
    for (const auto repository : {"python-all", "python-public"}) {
        found = repositories_.files->find_ready(repositories_.grant(repository), identity);
        EXPECT_TRUE(!found || !found->decision.allowed()) << "no cache outlives the claim";
        found = find(repository, identity);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->decision.outcome, Outcome::deny);
        EXPECT_EQ(repositories_.files->open_file(*found).error().code, ErrorCode::denied);
        EXPECT_EQ(repositories_.files->load_sidecar(*found).error().code, ErrorCode::denied);
        EXPECT_EQ(repositories_.files->find_open(*found), nullptr);
    }
    const auto own = repositories_.files->find_file(
        repositories_.grant("python-all"), project_name("acme"), "acme-1.0-py3-none-any.whl");
    EXPECT_FALSE(must(std::move(own)));
}

TEST_F(FileServiceTest, I6_an_unknown_identity_is_looked_up_on_the_page_and_not_by_its_digest) {
    repositories_.upstream.add(k_wheel, make_wheel(k_wheel));
    EXPECT_FALSE(find("python-public", {crypto::blake2b_256("other"), k_wheel}));
    EXPECT_FALSE(find("python-public", {crypto::blake2b_256("x"), "no file name"}));
    EXPECT_EQ(repositories_.upstream.files_asked, 0);
}

TEST_F(FileServiceTest, a_held_file_is_refused_at_its_bytes) {
    const auto row = repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    auto transaction = repositories_.catalog.begin();
    must(catalog::set_hold(transaction, row.id, catalog::Hold{"recalled", std::nullopt}));
    must(transaction.commit());
    repositories_.changes.announce(row.repository, "x");
    const auto found = find("python", TestRepositories::identity(row));
    ASSERT_TRUE(found);
    EXPECT_EQ(repositories_.files->open_file(*found).error().message,
              "x-1.0-1-py3-none-any.whl is not served: recalled");
}

TEST_F(FileServiceTest, by_name_the_row_that_the_page_shows_is_found) {
    const std::string sdist = "x-1.0.tar.gz";
    repositories_.upstream.add(sdist, make_sdist(sdist, ">=3.6"));
    repositories_.page("python-public", "x");
    must(repositories_.publish("python", sdist, make_sdist(sdist, ">=3.7"), Tier::rebuilt));
    const auto by_name = [&](std::string_view repository) {
        return must(repositories_.files->find_file(repositories_.grant(repository),
                                                   project_name("X"), sdist));
    };
    EXPECT_EQ(by_name("python")->row().tier, Tier::rebuilt);
    EXPECT_EQ(by_name("python-all")->row().tier, Tier::upstream);
    EXPECT_FALSE(by_name("python-internal"));
}

TEST_F(FileServiceTest, the_root_files_are_the_factorys_and_never_an_upstreams) {
    const std::string sdist = "x-1.0.tar.gz";
    repositories_.upstream.add("y-1.0.tar.gz", make_sdist("y-1.0.tar.gz"));
    must(repositories_.publish("python", sdist, make_sdist(sdist), Tier::rebuilt));
    const std::array grants{repositories_.grant("python-public"),
                            repositories_.grant("python-remediated"),
                            repositories_.grant("python")};
    const auto find_root = [&](std::string_view project, std::string_view name) {
        return must(repositories_.files->find_root_file(grants, project_name(project), name));
    };
    EXPECT_EQ(find_root("x", sdist)->row().tier, Tier::rebuilt);
    EXPECT_FALSE(find_root("y", "y-1.0.tar.gz"));
}

}  // namespace
}  // namespace spoke::repositories
