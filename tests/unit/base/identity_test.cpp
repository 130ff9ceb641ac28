#include "base/identity.hpp"

#include <gtest/gtest.h>

#include <set>

namespace spoke::base {

TEST(Identity, knows_the_users_of_the_system) {
    const auto root = find_user("root");
    ASSERT_TRUE(root.has_value());
    ASSERT_TRUE(root->has_value());
    EXPECT_EQ(**root, (Identity{0, 0}));
    const auto nobody_has_this = find_user("no-such-user-here");
    ASSERT_TRUE(nobody_has_this.has_value());
    EXPECT_FALSE(nobody_has_this->has_value());
}

TEST(Identity, F3_gives_each_role_a_user_of_its_own_when_started_as_root) {
    std::set<uid_t> seen;
    for (const auto role : {Role::server, Role::fetcher, Role::builder, Role::signer}) {
        const auto identity = identity_of(role);
        ASSERT_TRUE(identity.has_value()) << to_string(role);
        EXPECT_EQ(identity->has_value(), running_as_root()) << to_string(role);
        if (!*identity) continue;
        EXPECT_NE((*identity)->uid, 0U);
        EXPECT_NE((*identity)->gid, 0U);
        EXPECT_TRUE(seen.insert((*identity)->uid).second) << to_string(role);
    }
}

}  // namespace spoke::base
