#include "provenance/statement.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using nlohmann::json;
using tests::must;

const base::Moment k_then = must(base::parse_rfc3339("2026-11-24T20:00:00Z"));

Issuer issuer() {
    return {"urn:spokeshave:builder:test:bubblewrap", "urn:uuid:test", k_then};
}

std::string rebuild(Tier tier = Tier::rebuilt) {
    auto result = tests::sample_result(k_then);
    result.tier = tier;
    return must(render_rebuild(tests::ticket_for(tests::sample_order()), result, issuer()));
}

std::string mirror() {
    return render_mirror({{"Flask-2.0.0.tar.gz", tests::sample_digest("sdist")},
                          "https://mirror.example/simple/",
                          "https://mirror.example/f/Flask-2.0.0.tar.gz",
                          k_then,
                          "verified",
                          k_then},
                         issuer());
}

std::string upload() {
    return render_upload({{"acme_utils-1.0-py3-none-any.whl", tests::sample_digest("wheel")},
                          "python-internal",
                          "principal",
                          k_then},
                         issuer());
}

}  // namespace

TEST(Statement, a_rebuild_is_read_back) {
    const auto view = must(parse_statement(rebuild()));
    EXPECT_EQ(view.subject.file_name, "flask-2.0.0-1-py3-none-any.whl");
    EXPECT_EQ(view.project, "flask");
    EXPECT_EQ(view.version, "2.0.0");
    EXPECT_EQ(view.tier, Tier::rebuilt);
    EXPECT_EQ(view.source_kind, SourceKind::sdist);
    EXPECT_EQ(view.source_uri, tests::sample_order().source.uri);
    EXPECT_EQ(view.equivalence, "E2");
    EXPECT_EQ(view.invocation, "01890a5d-ac96-774b-bcce-b302099a8057");
    EXPECT_EQ(view.issuer.builder_id, issuer().builder_id);
    EXPECT_EQ(view.issuer.trust_domain, issuer().trust_domain);
    EXPECT_EQ(view.issuer.signed_at, k_then);
    EXPECT_EQ(view.moment, k_then);
}

TEST(Statement, mirrored_and_uploaded_files_are_read_back) {
    const auto fetched = must(parse_statement(mirror()));
    EXPECT_EQ(fetched.tier, Tier::upstream);
    EXPECT_EQ(fetched.project, "flask");
    EXPECT_EQ(fetched.moment, k_then);
    EXPECT_FALSE(fetched.source_kind);
    const auto uploaded = must(parse_statement(upload()));
    EXPECT_EQ(uploaded.tier, Tier::internal);
    EXPECT_EQ(uploaded.project, "acme-utils");
}

TEST(Statement, V8_each_kind_has_its_own_purpose) {
    EXPECT_EQ(purpose_of(must(parse_statement(rebuild()))), crypto::Purpose::rebuild);
    EXPECT_EQ(purpose_of(must(parse_statement(rebuild(Tier::remediated)))),
              crypto::Purpose::remediate);
    EXPECT_EQ(purpose_of(must(parse_statement(mirror()))), crypto::Purpose::mirror);
    EXPECT_EQ(purpose_of(must(parse_statement(upload()))), crypto::Purpose::upload);
    EXPECT_EQ(purpose_of(StatementView{}), std::nullopt);
    EXPECT_EQ(manifest_purpose(Tier::rebuilt), crypto::Purpose::rebuild);
    EXPECT_EQ(manifest_purpose(Tier::remediated), crypto::Purpose::remediate);
    EXPECT_EQ(manifest_purpose(Tier::internal), std::nullopt);
    EXPECT_EQ(manifest_purpose(Tier::upstream), std::nullopt);
}

}  // namespace spoke::provenance
