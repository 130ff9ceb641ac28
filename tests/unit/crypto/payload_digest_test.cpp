#include "crypto/payload_digest.hpp"

#include <gtest/gtest.h>

namespace spoke::crypto {

TEST(PayloadDigest, depends_on_content_and_mode_but_not_on_order_or_folder_name) {
    const PayloadFile code{"flask/app.py", sha256("code"), 4, Executable::no};
    const PayloadFile metadata{"flask-2.0.0.dist-info/METADATA", sha256("m"), 1, Executable::no};
    PayloadFile relabelled = metadata;
    relabelled.path = "flask-2.0.0+spoke.1.dist-info/METADATA";
    const auto digest = payload_digest({code, metadata}, "flask-2.0.0.dist-info");
    EXPECT_EQ(payload_digest({metadata, code}, "flask-2.0.0.dist-info"), digest);
    EXPECT_EQ(payload_digest({code, relabelled}, "flask-2.0.0+spoke.1.dist-info"), digest);
    PayloadFile executable = code;
    executable.executable = Executable::yes;
    EXPECT_NE(payload_digest({executable, metadata}, "flask-2.0.0.dist-info"), digest);
    // '{' sorts after 'f' in bytes.
    EXPECT_EQ(digest, sha256("flask/app.py sha256:" + sha256("code").hex() +
                             " -\n{dist-info}/METADATA sha256:" + sha256("m").hex() + " -\n"));
}

}  // namespace spoke::crypto
