#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "provenance/statement.hpp"
#include "support/golden.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using nlohmann::json;

Issuer issuer() {
    return {"urn:spokeshave:builder:test:bubblewrap", "urn:uuid:test",
            tests::must(base::parse_rfc3339("2026-11-24T20:00:01Z"))};
}

BuildResult result() {
    auto made = tests::sample_result(tests::must(base::parse_rfc3339("2026-11-24T20:00:00Z")));
    made.prebuilt = {{"flask/x.so", tests::sample_digest("so"), "a launcher"}};
    made.seed_ancestry = {{"pkg:pypi/wheel@0.45.1", tests::sample_digest("seed")}};
    return made;
}

}  // namespace

TEST(RebuildStatement, its_shape_is_that_of_SLSA_provenance) {
    const auto ticket = tests::ticket_for(tests::sample_order());
    auto statement = json::parse(tests::must(render_rebuild(ticket, result(), issuer())));
    // The version of the program changes; nothing else does.
    statement["predicate"]["runDetails"]["builder"]["version"]["spokeshave"] = "VERSION";
    tests::expect_golden(SPOKE_SOURCE_DIR, "provenance/rebuild-statement.json",
                         statement.dump(2) + "\n");
}

TEST(RebuildStatement, it_names_the_ticket_and_every_input_by_digest) {
    auto order = tests::sample_order();
    order.recipe = tests::sample_digest("recipe");
    order.patches = {{"fix.patch", tests::sample_digest("patch")}};
    const auto ticket = tests::ticket_for(order);
    const auto text = tests::must(render_rebuild(ticket, result(), issuer()));
    for (const auto& digest :
         {ticket.digest(), order.source.sha256, order.requirements[0].sha256,
          order.requirements[1].sha256, order.toolchain, *order.recipe, order.patches[0].sha256})
        EXPECT_NE(text.find(digest.hex()), std::string::npos);
    EXPECT_EQ(json::parse(text)["predicate"]["runDetails"]["metadata"]["invocationId"],
              ticket.id.text());
}

TEST(RebuildStatement, the_order_of_requirements_does_not_change_it) {
    auto order = tests::sample_order();
    const auto text = tests::must(render_rebuild(tests::ticket_for(order), result(), issuer()));
    const auto dependencies = [](const std::string& of) {
        return json::parse(of)["predicate"]["buildDefinition"]["resolvedDependencies"];
    };
    std::swap(order.requirements[0], order.requirements[1]);
    const auto other = tests::must(render_rebuild(tests::ticket_for(order), result(), issuer()));
    EXPECT_EQ(dependencies(text), dependencies(other));
}

TEST(RebuildStatement, an_order_that_cannot_be_read_is_an_error) {
    auto ticket = tests::ticket_for(tests::sample_order());
    ticket.order = "{}";
    EXPECT_FALSE(render_rebuild(ticket, result(), issuer()));
}

}  // namespace spoke::provenance
