#include "provenance/verifier.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/encoding.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using tests::must;

const ManifestPlace k_place{"flask-2.0.0.dist-info", "Flask", "2.0.0",
                            "flask-2.0.0-1-py3-none-any.whl"};

struct Verifier : testing::Test {
    tests::TrustDomain domain;
    TrustFile trust = domain.trust();
    BuildTicket ticket = tests::ticket_for(tests::sample_order());
    std::string manifest = must(domain.signer.sign_manifest(ticket, tests::sample_manifest()));

    ManifestReport verify(const std::string& text, const ManifestPlace& place = k_place) {
        return verify_manifest(text, &trust, place, domain.clock.now());
    }
};

std::string codes(const Findings& findings) {
    std::string text;
    for (const auto& finding : findings) text += (text.empty() ? "" : " ") + finding.code;
    return text;
}

}  // namespace

TEST_F(Verifier, a_signed_manifest_is_believed) {
    const auto report = verify(manifest);
    EXPECT_EQ(report.verdict, Verdict::believed) << codes(report.findings);
    EXPECT_EQ(report.builder_name, "Carpenter's workshop");
    ASSERT_TRUE(report.manifest);
    EXPECT_EQ(report.manifest->files.size(), tests::sample_manifest().files.size());
    EXPECT_EQ(report.manifest->ticket, ticket.digest());
    EXPECT_EQ(report.manifest->builder_id, must(domain.signer.describe()).builder_id);
    EXPECT_EQ(report.manifest->signed_at, domain.clock.now());
}

TEST_F(Verifier, V8_without_a_trust_file_the_verdict_says_so_whatever_the_chain_is) {
    const auto report = verify_manifest(manifest, nullptr, k_place, domain.clock.now());
    EXPECT_EQ(report.verdict, Verdict::trust_missing);
    EXPECT_EQ(codes(report.findings), "trust_missing");
    EXPECT_TRUE(report.manifest);
    domain.clock.advance(366 * 24h);
    EXPECT_EQ(verify(manifest).verdict, Verdict::trust_missing);
    EXPECT_EQ(codes(verify(manifest).findings), "trust_expired");
}

TEST_F(Verifier, V6_a_genuine_manifest_in_another_place_is_invalid) {
    auto place = k_place;
    place.dist_info = "flask-2.0.0+spoke.1.dist-info";
    const auto report = verify(manifest, place);
    EXPECT_EQ(report.verdict, Verdict::invalid);
    EXPECT_EQ(codes(report.findings), "wrong_name");
    place = k_place;
    place.metadata_version = "2.0.0+spoke.1";
    EXPECT_EQ(verify(manifest, place).verdict, Verdict::invalid);
    EXPECT_EQ(verify(manifest, {}).verdict, Verdict::believed);
}

TEST_F(Verifier, a_manifest_that_contradicts_itself_is_invalid_even_without_trust) {
    auto place = k_place;
    place.metadata_name = "flasky";
    EXPECT_EQ(verify_manifest(manifest, nullptr, place, domain.clock.now()).verdict,
              Verdict::invalid);
}

TEST_F(Verifier, a_changed_manifest_is_invalid) {
    auto json = nlohmann::json::parse(manifest);
    const auto payload = must(base::from_base64(json["payload"].get<std::string>()));
    auto changed = payload;
    const auto at = changed.find("\"E2\"");
    ASSERT_NE(at, std::string::npos);
    changed[at + 2] = '0';
    json["payload"] = base::to_base64(changed);
    const auto report = verify(json.dump());
    EXPECT_EQ(report.verdict, Verdict::invalid);
    EXPECT_EQ(codes(report.findings), "bad_signature");
}

TEST_F(Verifier, texts_that_are_no_manifest_are_invalid) {
    for (const auto* text : {"", "{}", "[]", "\xff"}) {
        const auto report = verify(text);
        EXPECT_EQ(report.verdict, Verdict::invalid) << text;
        EXPECT_FALSE(report.manifest);
    }
}

TEST_F(Verifier, V8_a_statement_is_no_manifest_and_a_manifest_no_statement) {
    const auto result = tests::sample_result(domain.clock.now());
    const auto statement = must(domain.signer.sign_rebuild(ticket, result));
    EXPECT_EQ(verify(statement).verdict, Verdict::invalid);
    EXPECT_EQ(verify_statement(manifest, &trust, result.subject, domain.clock.now()).verdict,
              Verdict::invalid);
    EXPECT_EQ(
        verify_statement(domain.trust_text(), &trust, result.subject, domain.clock.now()).verdict,
        Verdict::invalid);
}

TEST_F(Verifier, V8_a_mirror_key_can_not_sign_a_rebuild) {
    const auto keys = domain.open_store();
    const auto& leaf = keys.leaf(crypto::Purpose::mirror);
    const auto genuine = must(crypto::parse_envelope(manifest));
    const auto forged = must(crypto::sign_envelope(std::string(k_type_manifest), genuine.payload,
                                                   leaf.key, {leaf.certificate, keys.root()}));
    const auto report = verify(crypto::render_envelope(forged));
    EXPECT_EQ(report.verdict, Verdict::invalid);
    EXPECT_EQ(codes(report.findings), "wrong_purpose");
}

TEST_F(Verifier, statements_are_believed_about_their_own_file_only) {
    const auto now = domain.clock.now();
    const auto result = tests::sample_result(now);
    const auto rebuild = must(domain.signer.sign_rebuild(ticket, result));
    const auto report = verify_statement(rebuild, &trust, result.subject, now);
    EXPECT_EQ(report.verdict, Verdict::believed) << codes(report.findings);
    EXPECT_EQ(report.statement->tier, Tier::rebuilt);
    auto other = result.subject;
    other.sha256 = tests::sample_digest("other");
    EXPECT_EQ(codes(verify_statement(rebuild, &trust, other, now).findings), "wrong_subject");
    EXPECT_EQ(verify_statement(rebuild, nullptr, result.subject, now).verdict,
              Verdict::trust_missing);
}

TEST_F(Verifier, mirrored_and_uploaded_files_are_believed_as_what_they_are) {
    const auto now = domain.clock.now();
    const StatementSubject subject{"Flask-2.0.0.tar.gz", tests::sample_digest("sdist")};
    const auto mirror = must(domain.signer.sign_mirror(
        {subject, "https://mirror.example/simple/", "", now, "verified", std::nullopt}));
    EXPECT_EQ(verify_statement(mirror, &trust, subject, now).verdict, Verdict::believed);
    EXPECT_EQ(verify_statement(mirror, &trust, subject, now).statement->tier, Tier::upstream);
    const auto upload = must(domain.signer.sign_upload({subject, "python-internal", "ci", now}));
    EXPECT_EQ(verify_statement(upload, &trust, subject, now).verdict, Verdict::believed);
    EXPECT_EQ(verify_statement(upload, &trust, subject, now).statement->tier, Tier::internal);
}

}  // namespace spoke::provenance
