#include "transfer/origin.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::transfer {
namespace {

TEST(Origin, a_URL_is_brought_into_the_one_form_that_is_dialled) {
    EXPECT_EQ(HttpUrl::parse("HTTPS://Index.Example:443/a/../b?x=1#f")->text(),
              "https://index.example/b?x=1");
    EXPECT_EQ(HttpUrl::parse("http://index.example:8080")->text(), "http://index.example:8080/");
    EXPECT_EQ(HttpUrl::parse("http://[::1]:80/x")->origin().host, "::1");
    EXPECT_EQ(HttpUrl::parse("http://[::1]:81/x")->text(), "http://[::1]:81/x");
    EXPECT_EQ(HttpUrl::parse("https://a.example/x?sig=secret")->printable(), "https://a.example/x");
}

TEST(Origin, I11_odd_schemes_hosts_and_credentials_in_URLs_are_refused) {
    for (const std::string text :
         {"ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "//a.example/", "/x", "",
          "http://user:pass@a.example/", "http://user@a.example/", "http://127.1/",
          "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://%6cocalhost/",
          "http:///x", "http://a.example:0/", "http://a.example:99999/", "http://exa mple/"})
        EXPECT_FALSE(HttpUrl::parse(text)) << text;
}

TEST(Origin, redirects_resolve_against_the_URL_they_came_from) {
    const auto url = HttpUrl::parse("https://a.example/simple/flask/");
    EXPECT_EQ(url->resolve("../../packages/x.whl")->text(), "https://a.example/packages/x.whl");
    EXPECT_EQ(url->resolve("//b.example/x")->text(), "https://b.example/x");
    EXPECT_FALSE(url->resolve("javascript:alert(1)"));
    EXPECT_FALSE(url->resolve("http://u:p@b.example/"));
}

}  // namespace
}  // namespace spoke::transfer
