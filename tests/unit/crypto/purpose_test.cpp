#include "crypto/purpose.hpp"

#include <gtest/gtest.h>

#include <set>

namespace spoke::crypto {

TEST(Purpose, words_and_object_identifiers_lead_back_to_their_purpose) {
    std::set<std::string_view> oids;
    for (const auto purpose : k_purposes) {
        EXPECT_EQ(find_purpose(to_string(purpose)), purpose);
        EXPECT_EQ(find_purpose_by_oid(oid_of(purpose)), purpose);
        oids.insert(oid_of(purpose));
    }
    EXPECT_EQ(oids.size(), k_purposes.size());
    EXPECT_FALSE(find_purpose("sign everything"));
    EXPECT_FALSE(find_purpose_by_oid("1.3.6.1.5.5.7.3.3"));
}

// Certificates carry these; they never change.
TEST(Purpose, object_identifiers_are_frozen) {
    EXPECT_EQ(oid_of(Purpose::rebuild), "2.25.207718608786718176947795043952154603885.1.1");
    EXPECT_EQ(oid_of(Purpose::bundle), "2.25.207718608786718176947795043952154603885.1.7");
}

}  // namespace spoke::crypto
