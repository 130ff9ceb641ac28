#include "provenance/spdx.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "support/golden.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using nlohmann::json;

SbomFacts facts() {
    SbomFacts all;
    all.project = "markupsafe";
    all.version = "2.0.1+spoke.1";
    all.license = "BSD-3-Clause";
    all.supplier = "Carpenter's workshop";
    all.payload = tests::sample_digest("payload");
    all.created = tests::must(base::parse_rfc3339("2021-05-18T16:53:21.5Z"));
    all.source = {SourceKind::repository,
                  "git+https://example.com/markupsafe@" + std::string(40, 'c'),
                  std::string(40, 'c'), tests::sample_digest("tree")};
    all.source_version = "2.0.1";
    all.base = tests::sample_base();
    all.build_requirements = tests::sample_order().requirements;
    all.tools = tests::sample_order().tools;
    all.libraries = {
        {"libz", "1.2.13", "pkg:deb/debian/zlib1g@1.2.13", "markupsafe.libs/libz.so.1",
         tests::sample_digest("libz"), "Zlib", Linkage::dynamic_link},
        {"memchr", "2.7.1", "pkg:cargo/memchr@2.7.1", "", std::nullopt, "", Linkage::static_link}};
    all.patches = {{"fix-1.patch", tests::sample_digest("patch")}};
    return all;
}

std::string with_fixed_version(std::string text) {
    const std::string tool = "spokeshave-" SPOKE_VERSION;
    const auto at = text.find(tool);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, tool.size(), "spokeshave-VERSION");
}

}  // namespace

TEST(Spdx, the_whole_document_is_as_it_was) {
    tests::expect_golden(SPOKE_SOURCE_DIR, "provenance/sbom.spdx.json",
                         with_fixed_version(render_spdx(facts())));
}

TEST(Spdx, the_same_facts_in_any_order_give_the_same_bytes) {
    auto shuffled = facts();
    std::ranges::reverse(shuffled.build_requirements);
    std::ranges::reverse(shuffled.tools);
    std::ranges::reverse(shuffled.libraries);
    EXPECT_EQ(render_spdx(shuffled), render_spdx(facts()));
}

TEST(Spdx, the_namespace_follows_from_the_payload) {
    auto other = facts();
    other.payload = tests::sample_digest("other");
    const auto name_space = [](const SbomFacts& of) {
        return json::parse(render_spdx(of))["documentNamespace"];
    };
    EXPECT_EQ(name_space(facts()), name_space(facts()));
    EXPECT_NE(name_space(other), name_space(facts()));
}

TEST(Spdx, each_relationship_joins_elements_that_exist) {
    const auto document = json::parse(render_spdx(facts()));
    std::set<std::string> ids{document["SPDXID"].get<std::string>()};
    for (const auto* list : {"packages", "files"})
        for (const auto& element : document[list])
            EXPECT_TRUE(ids.insert(element["SPDXID"].get<std::string>()).second);
    for (const auto& relation : document["relationships"]) {
        EXPECT_TRUE(ids.contains(relation["spdxElementId"].get<std::string>()));
        EXPECT_TRUE(ids.contains(relation["relatedSpdxElement"].get<std::string>()));
    }
}

TEST(Spdx, what_is_not_known_is_said_so) {
    SbomFacts bare;
    bare.project = "six";
    bare.version = "1.17.0";
    bare.supplier = "x";
    bare.source = tests::sample_order().source;
    const auto document = json::parse(render_spdx(bare));
    EXPECT_EQ(document["packages"][0]["licenseDeclared"], "NOASSERTION");
    EXPECT_EQ(document["packages"][1]["downloadLocation"], "NOASSERTION");
    EXPECT_EQ(document["packages"].size(), 2U);
    EXPECT_FALSE(document.contains("files"));
}

}  // namespace spoke::provenance
