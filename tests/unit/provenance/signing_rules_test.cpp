#include "provenance/signing_rules.hpp"

#include <gtest/gtest.h>

#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using tests::must;

const base::Moment k_now = must(base::parse_rfc3339("2026-11-24T20:00:00Z"));

BuildTicket ticket() {
    return tests::ticket_for(tests::sample_order());
}

/// Why the manifest is refused after `change`; empty: it is not.
template <class Change>
std::string refusal(Change change) {
    auto manifest = tests::sample_manifest();
    change(manifest);
    const auto complete = complete_manifest(ticket(), manifest);
    return complete ? "" : complete.error().message;
}

template <class Change>
std::string result_refusal(Change change) {
    auto result = tests::sample_result(k_now);
    change(result);
    const auto checked = check_result(ticket(), result, k_now);
    return checked ? "" : checked.error().message;
}

}  // namespace

TEST(SigningRules, what_fits_its_ticket_is_completed) {
    const auto manifest = must(complete_manifest(ticket(), tests::sample_manifest()));
    EXPECT_EQ(manifest.ticket, ticket().digest());
    EXPECT_EQ(manifest.statement.invocation, ticket().id.text());
    EXPECT_EQ(manifest.statement.predicate_type, k_predicate_slsa);
    EXPECT_EQ(manifest.statement.path,
              "integrity/flask/2.0.0/flask-2.0.0-1-py3-none-any.whl/provenance");
}

TEST(SigningRules, F3_a_manifest_that_is_not_of_the_ticket_is_refused) {
    EXPECT_NE(refusal([](Manifest& m) { m.project = "click"; }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.version = "2.0.1"; }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.source.sha256 = tests::sample_digest("evil"); }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.source.kind = SourceKind::repository; }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.source.uri += "x"; }), "");
}

TEST(SigningRules, a_builder_signs_only_what_builders_make) {
    EXPECT_NE(refusal([](Manifest& m) { m.tier = Tier::internal; }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.tier = Tier::upstream; }), "");
    EXPECT_EQ(refusal([](Manifest& m) { m.tier = Tier::remediated; }), "");
}

TEST(SigningRules, V5_V6_a_wheel_without_SBOM_or_build_number_or_with_other_names_is_refused) {
    EXPECT_NE(refusal([](Manifest& m) { m.sboms.clear(); }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.build_number.clear(); }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.wheel = "flask-2.0.0-2-py3-none-any.whl"; }), "");
    EXPECT_NE(refusal([](Manifest& m) { m.dist_info = "flask-2.0.0+spoke.1.dist-info"; }), "");
}

TEST(SigningRules, F3_a_ticket_must_be_whole) {
    auto bare = ticket();
    bare.nonce = "short";
    EXPECT_FALSE(check_ticket(bare));
    bare = ticket();
    bare.id = {};
    EXPECT_FALSE(check_ticket(bare));
    bare = ticket();
    bare.order = "{}";
    EXPECT_FALSE(check_ticket(bare));
    auto order = tests::sample_order();
    order.source.sha256 = {};
    EXPECT_FALSE(check_ticket(tests::ticket_for(order)));
    order = tests::sample_order();
    order.toolchain = {};
    EXPECT_FALSE(check_ticket(tests::ticket_for(order)));
    EXPECT_TRUE(check_ticket(ticket()));
}

TEST(SigningRules, F3_a_result_that_is_not_of_the_ticket_is_refused) {
    EXPECT_EQ(result_refusal([](BuildResult&) {}), "");
    EXPECT_NE(result_refusal(
                  [](BuildResult& r) { r.subject.file_name = "click-2.0.0-1-py3-none-any.whl"; }),
              "");
    EXPECT_NE(result_refusal(
                  [](BuildResult& r) { r.subject.file_name = "flask-2.0.1-1-py3-none-any.whl"; }),
              "");
    EXPECT_NE(result_refusal([](BuildResult& r) { r.subject.file_name = "flask.txt"; }), "");
    EXPECT_NE(result_refusal([](BuildResult& r) { r.subject.sha256 = {}; }), "");
    EXPECT_NE(result_refusal([](BuildResult& r) { r.payload.reset(); }), "");
    EXPECT_NE(result_refusal([](BuildResult& r) { r.equivalence = "E9"; }), "");
    EXPECT_NE(result_refusal([](BuildResult& r) { r.tier = Tier::internal; }), "");
    EXPECT_NE(result_refusal([](BuildResult& r) { r.finished = r.started - 1s; }), "");
    EXPECT_NE(result_refusal([](BuildResult& r) { r.finished = k_now + 1h; }), "");
    EXPECT_EQ(result_refusal([](BuildResult& r) {
                  r.subject.file_name = "flask-2.0.0.tar.gz";
                  r.payload.reset();
              }),
              "");
}

TEST(SigningRules, an_address_with_a_password_is_never_published) {
    MirrorStatement mirror{{"Flask-2.0.0.tar.gz", tests::sample_digest("sdist")},
                           "https://user:word@mirror.example/simple/",
                           "",
                           k_now,
                           "verified",
                           std::nullopt};
    EXPECT_FALSE(check_mirror(mirror, k_now));
    mirror.upstream = "https://mirror.example/simple/";
    EXPECT_TRUE(check_mirror(mirror, k_now));
    mirror.location = "https://token@mirror.example/a@b";
    EXPECT_FALSE(check_mirror(mirror, k_now));
    mirror.location = "https://mirror.example/a@b";
    EXPECT_TRUE(check_mirror(mirror, k_now));
    mirror.digest_known = "perhaps";
    EXPECT_FALSE(check_mirror(mirror, k_now));
}

TEST(SigningRules, an_upload_has_an_uploader) {
    UploadStatement upload{
        {"a-1.0-py3-none-any.whl", tests::sample_digest("a")}, "python-internal", "ci", k_now};
    EXPECT_TRUE(check_upload(upload, k_now));
    EXPECT_FALSE(check_upload(upload, k_now - 1h));
    upload.principal.clear();
    EXPECT_FALSE(check_upload(upload, k_now));
}

}  // namespace spoke::provenance
