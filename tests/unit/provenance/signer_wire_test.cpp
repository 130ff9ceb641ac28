#include "provenance/signer_wire.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using nlohmann::json;
using tests::must;

const base::Moment k_now = must(base::parse_rfc3339("2026-11-24T20:00:00Z"));
const StatementSubject k_subject{"Flask-2.0.0.tar.gz", tests::sample_digest("sdist")};

std::vector<SignerRequest> every_request() {
    const auto ticket = tests::ticket_for(tests::sample_order());
    return {DescribeRequest{},
            ManifestRequest{ticket, tests::sample_manifest()},
            RebuildRequest{ticket, tests::sample_result(k_now)},
            MirrorRequest{{k_subject, "https://mirror.example/", "", k_now, "verified", k_now}},
            UploadRequest{{k_subject, "python-internal", "ci", k_now}},
            TrustRequest{},
            RenewRequest{}};
}

}  // namespace

TEST(SignerWire, each_request_survives_its_text) {
    for (const auto& request : every_request()) {
        const auto text = render_request(request);
        const auto again = must(parse_request(text));
        EXPECT_EQ(again.index(), request.index());
        EXPECT_EQ(render_request(again), text);
    }
}

TEST(SignerWire, F3_unknown_requests_and_members_are_refused) {
    EXPECT_FALSE(parse_request(R"({"request":"sign","bytes":"AAAA"})"));
    EXPECT_FALSE(parse_request(R"({"request":"export_root_key"})"));
    EXPECT_FALSE(parse_request(R"({"request":""})"));
    EXPECT_FALSE(parse_request(R"([])"));
    EXPECT_FALSE(parse_request(""));
    for (const auto& request : every_request()) {
        auto more = json::parse(render_request(request));
        more["purpose"] = "rebuild";
        EXPECT_FALSE(parse_request(more.dump())) << more.dump();
    }
}

TEST(SignerWire, a_member_less_is_refused) {
    for (const auto& request : every_request()) {
        const auto whole = json::parse(render_request(request));
        for (const auto& [key, value] : whole.items()) {
            auto less = whole;
            less.erase(key);
            EXPECT_FALSE(parse_request(less.dump())) << key;
        }
    }
}

TEST(SignerWire, answers_survive_their_text) {
    const SignerInfo info{"Builder", "urn:b", "urn:uuid:d", std::string(64, 'a'), 3, k_now, true};
    const auto again = must(parse_info(render_info(info)));
    EXPECT_EQ(again.builder_name, info.builder_name);
    EXPECT_EQ(again.root_fingerprint, info.root_fingerprint);
    EXPECT_EQ(again.trust_version, 3);
    EXPECT_EQ(again.trust_expires, k_now);
    EXPECT_TRUE(again.has_root_key);
    EXPECT_EQ(must(parse_text_answer(render_text_answer("a\n\"b\""))), "a\n\"b\"");
    EXPECT_FALSE(parse_text_answer("{}"));
}

}  // namespace spoke::provenance
