#include "simple/link.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::simple {
namespace {

const std::string k_page = "https://index.example/root/simple/flask/?x=1";

TEST(Link, links_of_real_indexes_resolve) {
    struct Case {
        std::string reference;
        std::string url;
        std::string segment;
    };
    const std::vector<Case> table = {
        {"../../packages/a/f-1.whl#sha256=x", "https://index.example/root/packages/a/f-1.whl",
         "f-1.whl"},
        {"/abs/f.whl", "https://index.example/abs/f.whl", "f.whl"},
        {"//cdn.example/f.whl", "https://cdn.example/f.whl", "f.whl"},
        {"http://other.example:81/f.whl", "http://other.example:81/f.whl", "f.whl"},
        {"f+1%2Blocal.whl", "https://index.example/root/simple/flask/f+1%2Blocal.whl",
         "f+1+local.whl"},
        {" a b.whl\n", "https://index.example/root/simple/flask/a%20b.whl", "a b.whl"},
        {"100%.whl", "https://index.example/root/simple/flask/100%25.whl", "100%.whl"},
        {"\xC3\xA9.whl", "https://index.example/root/simple/flask/%C3%A9.whl", "\xC3\xA9.whl"},
        {"f.whl?sig=a/b", "https://index.example/root/simple/flask/f.whl?sig=a/b", "f.whl"},
        {"a%2Fb.whl", "https://index.example/root/simple/flask/a%2Fb.whl", "a/b.whl"},
    };
    for (const auto& [reference, url, segment] : table) {
        const auto link = resolve_link(k_page, reference);
        ASSERT_TRUE(link) << reference;
        EXPECT_EQ(link->url, url);
        EXPECT_EQ(link->segment, segment);
    }
}

TEST(Link, what_is_no_link_to_fetch_is_refused) {
    for (const std::string reference :
         {"javascript:alert(1)", "data:text/html,x", "ftp://x.example/f", "http://[::1/f"})
        EXPECT_FALSE(resolve_link(k_page, reference)) << reference;
    EXPECT_FALSE(resolve_link("/no/base", "f.whl"));
}

TEST(Link, only_digests_that_clients_know_are_taken_from_fragments) {
    const std::string sha256(64, 'a');
    EXPECT_EQ(hashes_of_fragment("sha256=" + sha256), (std::vector<Hash>{Hash{"sha256", sha256}}));
    EXPECT_EQ(hashes_of_fragment("egg=x&md5=" + std::string(32, 'B')),
              (std::vector<Hash>{Hash{"md5", std::string(32, 'b')}}));
    for (const std::string fragment : {"", "sha256", "sha256=abc", "crc32=01234567", "=", "&&&"})
        EXPECT_TRUE(hashes_of_fragment(fragment).empty()) << fragment;
}

}  // namespace
}  // namespace spoke::simple
