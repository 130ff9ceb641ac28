#include "provenance/manifest.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "support/golden.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using base::Json;
using tests::must;

/// With every field filled in.
Manifest full_manifest() {
    auto manifest = tests::sample_manifest();
    manifest.prebuilt = {{"flask/x.so", tests::sample_digest("so"), "a \"launcher\""}};
    manifest.seed_ancestry = {{"pkg:pypi/wheel@0.45.1", tests::sample_digest("seed")}};
    manifest.advisories = {{"CVE-2023-30861", "known_affected"}};
    manifest.statement = {"integrity/flask/2.0.0/flask-2.0.0-1-py3-none-any.whl/provenance",
                          std::string(k_predicate_slsa), "01890a5d-ac96-774b-bcce-b302099a8057"};
    manifest.ticket = tests::sample_digest("ticket");
    manifest.builder_id = "urn:spokeshave:builder:test:bubblewrap";
    manifest.trust_domain = "urn:uuid:test";
    manifest.signed_at = must(base::parse_rfc3339("2026-11-24T20:00:00Z"));
    std::ranges::sort(manifest.files, {}, &crypto::PayloadFile::path);
    return manifest;
}

Json full_json() {
    return Json::parse(render_manifest(full_manifest()));
}

Error refusal(const Json& json) {
    const auto parsed = parse_manifest(json.dump());
    EXPECT_FALSE(parsed) << json.dump();
    return parsed ? Error{} : parsed.error();
}

}  // namespace

// Wheels are immutable: whatever a wheel may carry must be read for ever as it is here.
TEST(Manifest, schema_1_is_frozen) {
    tests::expect_golden(SPOKE_SOURCE_DIR, "provenance/manifest-1.json",
                         full_json().dump(2) + "\n");
    EXPECT_EQ(
        parse_manifest(tests::load_golden(SPOKE_SOURCE_DIR, "provenance/manifest-1.json")).value(),
        full_manifest());
}

TEST(Manifest, it_survives_its_text) {
    EXPECT_EQ(must(parse_manifest(render_manifest(full_manifest()))), full_manifest());
    auto bare = full_manifest();
    bare.base.reset();
    bare.prebuilt.clear();
    bare.seed_ancestry.clear();
    bare.advisories.clear();
    EXPECT_EQ(must(parse_manifest(render_manifest(bare))), bare);
}

TEST(Manifest, the_order_of_files_does_not_change_the_text) {
    auto shuffled = full_manifest();
    std::ranges::reverse(shuffled.files);
    EXPECT_EQ(render_manifest(shuffled), render_manifest(full_manifest()));
}

TEST(Manifest, unknown_members_are_passed_over_and_a_later_schema_is_said) {
    auto json = full_json();
    json["predicate"]["later"] = {{"a", 1}};
    EXPECT_TRUE(parse_manifest(json.dump()));
    json["predicate"]["schema"] = 2;
    EXPECT_EQ(refusal(json).code, ErrorCode::unsupported);
    json = full_json();
    json["predicateType"] = k_predicate_mirror;
    EXPECT_EQ(refusal(json).code, ErrorCode::unsupported);
}

TEST(Manifest, each_field_of_the_schema_is_compulsory) {
    const auto whole = full_json();
    for (const auto& [key, value] : whole["predicate"].items()) {
        if (key == "base") continue;  // a file that stands for no file of upstream
        auto json = whole;
        json["predicate"].erase(key);
        EXPECT_EQ(refusal(json).code, ErrorCode::invalid) << key;
        json["predicate"][key] = Json::object({{"no", "such"}});
        EXPECT_FALSE(parse_manifest(json.dump())) << key;
    }
}

TEST(Manifest, V6_the_subject_says_the_same_as_the_predicate) {
    auto json = full_json();
    json["subject"][0]["name"] = "pkg:pypi/flask@2.0.0%2Bspoke.1";
    EXPECT_EQ(refusal(json).code, ErrorCode::invalid);
    json = full_json();
    json["subject"][0]["digest"]["sha256"] = tests::sample_digest("other").hex();
    EXPECT_EQ(refusal(json).code, ErrorCode::invalid);
    json = full_json();
    json["subject"].push_back(json["subject"][0]);
    EXPECT_EQ(refusal(json).code, ErrorCode::invalid);
}

TEST(Manifest, a_changed_file_does_not_fit_the_payload_digest) {
    auto json = full_json();
    json["predicate"]["files"][0][1] = tests::sample_digest("evil").hex();
    EXPECT_NE(refusal(json).message.find("payload digest"), std::string::npos);
    json = full_json();
    json["predicate"]["files"][0][3] = json["predicate"]["files"][0][3] == "x" ? "-" : "x";
    EXPECT_NE(refusal(json).message.find("payload digest"), std::string::npos);
    json = full_json();
    json["predicate"]["files"].erase(0);
    EXPECT_NE(refusal(json).message.find("payload digest"), std::string::npos);
}

TEST(Manifest, malformed_texts_are_refused) {
    for (const auto* text : {"", "{}", "[]", "7", "{\"_type\":1}", "\xff"})
        EXPECT_FALSE(parse_manifest(text)) << text;
    for (const auto* file : {R"([])", R"(["a"])", R"(["a","b",1,"x"])", R"({"a":1})"}) {
        auto json = full_json();
        json["predicate"]["files"][0] = Json::parse(file);
        EXPECT_EQ(refusal(json).code, ErrorCode::invalid) << file;
    }
    auto json = full_json();
    json["predicate"]["files"][0][2] = -1;
    refusal(json);
}

}  // namespace spoke::provenance
