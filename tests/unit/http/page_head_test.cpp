#include "http/page_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::http {
namespace {

repositories::PageFacts facts() {
    repositories::PageFacts page;
    page.representation = simple::Representation::json;
    page.coding = repositories::Coding::gzip;
    page.etag = "\"abc\"";
    page.body_size = 123;
    page.serial = 9;
    return page;
}

}  // namespace

TEST(PageHead, items_66_to_79_say_how_a_page_may_be_kept) {
    const std::string head = page_head(facts());
    EXPECT_NE(head.find("Content-Type: application/vnd.pypi.simple.v1+json\r\n"),
              std::string::npos);
    EXPECT_NE(head.find("Content-Length: 123\r\n"), std::string::npos);
    EXPECT_NE(head.find("Content-Encoding: gzip\r\n"), std::string::npos);
    EXPECT_NE(head.find("ETag: \"abc\"\r\n"), std::string::npos);
    EXPECT_NE(head.find("Vary: Accept, Accept-Encoding\r\n"), std::string::npos);
    EXPECT_NE(head.find("Cache-Control: private, max-age=0, must-revalidate\r\n"),
              std::string::npos);
    EXPECT_NE(head.find("X-PyPI-Last-Serial: 9\r\n"), std::string::npos);
    EXPECT_TRUE(head.ends_with("\r\n"));
    EXPECT_FALSE(head.ends_with("\r\n\r\n"));
}

TEST(PageHead, items_72_and_73_a_304_repeats_the_tag_and_the_rules) {
    const std::string head = not_modified_page_head(facts(), "\"other\"");
    EXPECT_EQ(head,
              "ETag: \"other\"\r\nVary: Accept, Accept-Encoding\r\n"
              "Cache-Control: private, max-age=0, must-revalidate\r\nX-PyPI-Last-Serial: 9\r\n");
}

TEST(PageHead, says_that_a_page_is_stale) {
    auto stale = facts();
    stale.freshness = repositories::Freshness::stale;
    stale.visibility = repositories::Visibility::open;
    const std::string head = page_head(stale);
    EXPECT_NE(head.find("X-Spokeshave-Freshness: stale\r\n"), std::string::npos);
    EXPECT_NE(head.find("Cache-Control: public, max-age=0"), std::string::npos);
}

}  // namespace spoke::http
