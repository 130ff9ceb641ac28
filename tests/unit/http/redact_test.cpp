#include "http/redact.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::http {

TEST(Redact, leaves_ordinary_text_alone) {
    for (const std::string text :
         {"", "/python/simple/flask/", "/spoke/simple/", "100% spokes", "spokeshave", "//",
          "a//b/c", "%", "%2", "%zz", "Mozilla/5.0 (x)"})
        EXPECT_EQ(redact(text), text);
}

TEST(Redact, I9_a_token_in_a_path_never_shows) {
    const std::string secret = "AbC0123456789-_xyz";
    for (const std::string prefix :
         {"spoke_", "SPOKE_", "%73poke_", "spok%65%5f", "%53%50%4f%4b%45%5F", "%2573poke_",
          "%25252573poke%25255f", "sp%6fke%5F"}) {
        const std::string shown = redact("/" + prefix + secret + "/python/simple/");
        EXPECT_EQ(shown, "/spoke_[redacted]/python/simple/") << prefix;
    }
    EXPECT_EQ(redact("/spoke_Ab%43%2D1/x"), "/spoke_[redacted]/x");
    EXPECT_EQ(redact("?token=spoke_abc&x=spoke_def"), "?token=spoke_[redacted]&x=spoke_[redacted]");
    EXPECT_EQ(redact("sspoke_abc"), "sspoke_[redacted]");
    EXPECT_EQ(redact("spoke_"), "spoke_[redacted]");
}

TEST(Redact, web_tokens_and_user_info_never_show) {
    EXPECT_EQ(redact("x eyJhbGciOiJIUzI1NiJ9.eyJz.AbC y"), "x [redacted] y");
    EXPECT_EQ(redact("http://user:pass@host/x"), "http://[redacted]@host/x");
    EXPECT_EQ(redact("https://a@b@host/x https://c:d@e"),
              "https://[redacted]@host/x https://[redacted]@e");
    EXPECT_EQ(redact("http://host/a@b"), "http://host/a@b");
}

}  // namespace spoke::http
