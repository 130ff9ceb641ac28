#include "provenance/key_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using tests::must;

mode_t mode_of(const std::filesystem::path& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
}

}  // namespace

TEST(KeyFiles, secrets_are_for_their_owner_only) {
    tests::TrustDomain domain;
    EXPECT_EQ(mode_of(domain.folder.path() / "root.pem"), 0600U);
    EXPECT_EQ(mode_of(domain.folder.path() / "rebuild.pem"), 0600U);
    EXPECT_EQ(mode_of(domain.folder.path() / "root.crt"), 0644U);
    EXPECT_EQ(mode_of(domain.folder.path() / "trust.dsse.json"), 0644U);
}

TEST(KeyFiles, a_key_and_a_certificate_that_do_not_belong_together_are_corrupt) {
    tests::TrustDomain domain;
    const auto upload = must(load_leaf_file(domain.folder.path() / "upload.pem"));
    const auto mirror = must(load_leaf_file(domain.folder.path() / "mirror.pem"));
    const auto mixed = domain.folder.path() / "mixed.pem";
    must(write_leaf_file(mixed, {upload.key, mirror.certificate}));
    const auto loaded = load_leaf_file(mixed);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
}

TEST(KeyFiles, links_are_not_followed) {
    tests::TrustDomain domain;
    std::filesystem::create_symlink("root.pem", domain.folder.path() / "link.pem");
    EXPECT_FALSE(load_private_key(domain.folder.path() / "link.pem"));
    EXPECT_TRUE(file_exists(domain.folder.path() / "link.pem"));
}

TEST(KeyFiles, an_unreadable_key_names_its_file_and_not_its_text) {
    tests::TrustDomain domain;
    const auto path = domain.folder.path() / "rebuild.pem";
    must(base::write_file_atomically(path, "very secret text"));
    const auto loaded = load_leaf_file(path);
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().describe().find("rebuild.pem"), std::string::npos);
    EXPECT_EQ(loaded.error().describe().find("very secret"), std::string::npos);
}

}  // namespace spoke::provenance
