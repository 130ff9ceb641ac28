#include "provenance/ticket.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/trust_domain.hpp"

namespace spoke::provenance {

TEST(Ticket, an_order_survives_its_text) {
    auto order = tests::sample_order();
    EXPECT_EQ(tests::must(parse_build_order(render_build_order(order))), order);
    order.recipe = tests::sample_digest("recipe");
    order.patches = {{"fix.patch", tests::sample_digest("patch")}};
    order.source = {SourceKind::repository, "git+https://example.com/flask@refs/tags/2.0.0",
                    std::string(40, 'c'), tests::sample_digest("tree")};
    EXPECT_EQ(tests::must(parse_build_order(render_build_order(order))), order);
}

TEST(Ticket, a_member_less_is_refused) {
    const auto whole = nlohmann::json::parse(render_build_order(tests::sample_order()));
    for (const auto& [key, value] : whole.items()) {
        if (key == "recipe") continue;
        auto json = whole;
        json.erase(key);
        EXPECT_FALSE(parse_build_order(json.dump())) << key;
    }
    EXPECT_FALSE(parse_build_order("[]"));
}

TEST(Ticket, its_digest_covers_id_nonce_and_order) {
    const auto ticket = tests::ticket_for(tests::sample_order());
    auto other = ticket;
    EXPECT_EQ(other.digest(), ticket.digest());
    other.nonce[0] = 'b';
    EXPECT_NE(other.digest(), ticket.digest());
    other = ticket;
    other.order += " ";
    EXPECT_NE(other.digest(), ticket.digest());
    other = ticket;
    other.id = tests::must(base::Id::parse("01890a5d-ac96-774b-bcce-b302099a8058"));
    EXPECT_NE(other.digest(), ticket.digest());
}

}  // namespace spoke::provenance
