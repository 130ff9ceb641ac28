#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "provenance/statement.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using nlohmann::json;

json rebuild() {
    const auto then = tests::must(base::parse_rfc3339("2026-11-24T20:00:00Z"));
    return json::parse(tests::must(
        render_rebuild(tests::ticket_for(tests::sample_order()), tests::sample_result(then),
                       {"urn:spokeshave:builder:test:bubblewrap", "urn:uuid:test", then})));
}

ErrorCode refusal(const json& statement) {
    const auto parsed = parse_statement(statement.dump());
    EXPECT_FALSE(parsed);
    return parsed ? ErrorCode::internal : parsed.error().code;
}

}  // namespace

TEST(StatementParse, an_unknown_external_parameter_is_refused) {
    auto statement = rebuild();
    statement["predicate"]["buildDefinition"]["externalParameters"]["workflow"] = "x";
    EXPECT_EQ(refusal(statement), ErrorCode::invalid);
    statement = rebuild();
    statement["predicate"]["buildDefinition"]["externalParameters"]["source"]["ref"] = "x";
    EXPECT_EQ(refusal(statement), ErrorCode::invalid);
}

TEST(StatementParse, unknown_types_are_unsupported) {
    auto statement = rebuild();
    statement["predicateType"] = "https://example.com/other";
    EXPECT_EQ(refusal(statement), ErrorCode::unsupported);
    statement = rebuild();
    statement["predicate"]["buildDefinition"]["buildType"] = "https://example.com/other";
    EXPECT_EQ(refusal(statement), ErrorCode::unsupported);
    statement = rebuild();
    statement["_type"] = "https://in-toto.io/Statement/v0.1";
    EXPECT_EQ(refusal(statement), ErrorCode::unsupported);
}

TEST(StatementParse, a_rebuild_of_another_tier_than_its_build_type_is_refused) {
    auto statement = rebuild();
    for (const auto* tier : {"internal", "upstream", "remediated"}) {
        statement["predicate"]["buildDefinition"]["internalParameters"]["tier"] = tier;
        EXPECT_EQ(refusal(statement), ErrorCode::unsupported) << tier;
    }
}

TEST(StatementParse, the_subject_must_be_a_file_of_the_project_and_version) {
    for (const auto* name : {"flask-2.0.1-1-py3-none-any.whl", "click-2.0.0-1-py3-none-any.whl",
                             "flask.exe", "flask-2.0.0+spoke.1-1-py3-none-any.whl"}) {
        auto statement = rebuild();
        statement["subject"][0]["name"] = name;
        EXPECT_EQ(refusal(statement), ErrorCode::invalid) << name;
    }
    auto statement = rebuild();
    statement["subject"][0]["name"] = "flask-2.0.0.tar.gz";
    EXPECT_TRUE(parse_statement(statement.dump()));
    statement["subject"].push_back(statement["subject"][0]);
    EXPECT_EQ(refusal(statement), ErrorCode::invalid);
}

TEST(StatementParse, malformed_texts_are_refused) {
    for (const auto* text : {"", "7", "[]", "{}", R"({"_type":7})"})
        EXPECT_FALSE(parse_statement(text)) << text;
}

}  // namespace spoke::provenance
