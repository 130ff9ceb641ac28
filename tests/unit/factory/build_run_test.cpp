#include "factory/queue/build_run.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "catalog/build_inputs.hpp"
#include "catalog/project_sources.hpp"
#include "catalog/statements.hpp"
#include "provenance/verifier.hpp"
#include "unit/factory/factory_house.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

class BuildRunTest : public FactoryTest {};

SmallProject named(std::string name, std::string requirements = "[]") {
    SmallProject project;
    project.name = std::move(name);
    project.requirements = std::move(requirements);
    return project;
}

TEST_F(BuildRunTest, a_build_publishes_wheel_and_sdist_with_all_that_is_known_of_them) {
    const auto build = house_->run(named("small"));
    expect_published(build);
    const auto files = house_->files(build.id);
    ASSERT_EQ(files.size(), 2U);
    for (const auto& row : files) {
        EXPECT_TRUE(row.file_name == "small-1.0-1-py3-none-any.whl" ||
                    row.file_name == "small-1.0.tar.gz")
            << row.file_name;
        EXPECT_EQ(row.repository, house_->target());
        EXPECT_EQ(row.tier, catalog::Tier::rebuilt);
        EXPECT_EQ(row.source_kind, catalog::SourceKind::sdist);
        EXPECT_EQ(row.digest_state, catalog::DigestState::verified);
        EXPECT_TRUE(row.derived_from && row.base_upload_time && row.statement);
        EXPECT_EQ(row.metadata_sha256.has_value(), row.kind == catalog::FileKind::wheel);
    }
    EXPECT_EQ(build.source_kind, catalog::SourceKind::sdist);
    const auto report = tests::must(base::parse_json(build.report));
    EXPECT_EQ(report["equivalence"], "EN");
    EXPECT_FALSE(report["checks"].empty());
}

TEST_F(BuildRunTest, inputs_and_the_place_of_the_source_are_kept) {
    const auto build = house_->run(named("small"));
    expect_published(build);
    auto reader = house_->catalog.read();
    const auto inputs = tests::must(catalog::list_build_inputs(reader, build.id));
    ASSERT_EQ(inputs.size(), 2U);
    const auto pin = tests::must(catalog::find_project_source(reader, tests::project_name("small"),
                                                              catalog::SourceKind::sdist));
    ASSERT_TRUE(pin);
    EXPECT_EQ(pin->location, "a folder");
    EXPECT_EQ(pin->build, build.id);
}

TEST_F(BuildRunTest, manifest_and_statements_are_believed_by_the_trust_file) {
    const auto build = house_->run(named("small"));
    expect_published(build);
    const auto trust =
        tests::must(provenance::parse_signed_trust(tests::must(house_->signer().trust_file())));
    const auto now = house_->catalog.clock.now();
    const auto manifest = provenance::verify_manifest(
        house_->member(build.id, "small-1.0.dist-info/spokeshave.payload.dsse.json"), &trust.trust,
        {.dist_info = "small-1.0.dist-info",
         .metadata_name = "small",
         .metadata_version = "1.0",
         .wheel = "small-1.0-1-py3-none-any.whl"},
        now);
    EXPECT_EQ(manifest.verdict, provenance::Verdict::believed)
        << (manifest.findings.empty() ? "" : manifest.findings.front().text);
    for (const auto& row : house_->files(build.id)) {
        const auto text =
            tests::must(blobs::load_bytes(house_->blobs(), *row.statement, 1U << 20U));
        const auto statement =
            provenance::verify_statement(text, &trust.trust, {row.file_name, *row.sha256}, now);
        EXPECT_EQ(statement.verdict, provenance::Verdict::believed)
            << (statement.findings.empty() ? "" : statement.findings.front().text);
    }
}

TEST_F(BuildRunTest, a_missing_build_requirement_is_built_first) {
    house_->add(named("tool"));
    auto project = named("user", "[\"tool>=1\"]");
    project.build = "import tool\nfiles[f'{NAME}.py'] = b'pass'";
    const auto build = house_->run(project);
    expect_published(build);
    auto reader = house_->catalog.read();
    const auto inputs = tests::must(catalog::list_build_inputs(reader, build.id));
    EXPECT_TRUE(std::ranges::any_of(inputs, [](const catalog::BuildInput& input) {
        return input.role == catalog::InputRole::build_requirement &&
               input.name == "tool-1.0-1-py3-none-any.whl";
    }));
}

TEST_F(BuildRunTest, run_time_requirements_are_built_for_the_import_test_but_do_not_fail_it) {
    house_->add(named("library"));
    auto broken = named("broken");
    broken.build = "raise SystemExit(1)";
    house_->add(broken);
    auto project = named("user");
    project.run_time = "Requires-Dist: library\n";
    project.build = "files[f'{NAME}.py'] = b'import library'";
    const auto build = house_->run(project);
    expect_published(build);
    EXPECT_NE(house_->log(build).find("W12 pass imported user"), std::string::npos);

    auto second = named("second");
    second.run_time = "Requires-Dist: broken\n";
    const auto without = house_->run(second);
    expect_published(without);
    EXPECT_NE(house_->log(without).find("W12 skipped"), std::string::npos);
}

TEST_F(BuildRunTest, a_requirement_that_nobody_has_says_so) {
    const auto build = house_->run(named("user", "[\"nowhere>=3\"]"));
    expect_failed(build, FailureClass::missing_build_req);
    EXPECT_NE(build.failure->message.find("`nowhere>=3`"), std::string::npos)
        << build.failure->message;
}

TEST_F(BuildRunTest, requirements_that_need_each_other_are_a_named_circle) {
    house_->add(named("hen", "[\"egg\"]"));
    house_->add(named("egg", "[\"hen\"]"));
    const auto hen = house_->request("hen");
    house_->work();
    const auto build = house_->build(hen);
    expect_failed(build, FailureClass::dependency_failed);
    auto reader = house_->catalog.read();
    bool named_it = false;
    for (const auto& one : tests::must(catalog::list_builds(reader, {})))
        named_it =
            named_it || (one.failure && one.failure->message.find("hen") != std::string::npos &&
                         one.failure->message.find("egg") != std::string::npos);
    EXPECT_TRUE(named_it);
}

TEST_F(BuildRunTest, a_failed_requirement_fails_who_waits_for_it) {
    auto tool = named("tool");
    tool.build = "raise SystemExit(1)";
    house_->add(tool);
    expect_failed(house_->run(named("user", "[\"tool\"]")), FailureClass::dependency_failed);
}

TEST_F(BuildRunTest, sdists_need_the_operators_word) {
    house_->settings.sdist_sources = SdistSources::refused;
    const auto build = house_->run(named("small"));
    ASSERT_TRUE(build.failure);
    EXPECT_EQ(build.failure->failure, FailureClass::no_source);
    EXPECT_NE(build.failure->message.find("--allow-sdist-source"), std::string::npos);
}

TEST_F(BuildRunTest, a_published_version_is_not_built_twice_and_a_failed_one_is) {
    const auto build = house_->run(named("small"));
    expect_published(build);
    EXPECT_EQ(house_->request("small"), build.id);
    auto broken = named("broken");
    broken.build = "raise SystemExit(1)";
    const auto first = house_->run(broken);
    const auto second = house_->request("broken");
    EXPECT_NE(first.id, second);
    EXPECT_EQ(house_->build(second).attempt, 2);
}

TEST_F(BuildRunTest, F3_a_ticket_works_once_and_for_its_lease_only) {
    house_->add(named("small"));
    house_->request("small");
    auto leased = house_->catalog.change([&](auto& transaction) {
        return catalog::lease_next_build(transaction, "worker", std::chrono::seconds(60));
    });
    ASSERT_TRUE(leased);
    const auto ticket = house_->catalog.change([&](auto& transaction) {
        return catalog::issue_ticket(transaction, leased->lease, "worker", "{}",
                                     house_->catalog.clock.now() + std::chrono::hours(1));
    });
    auto use = [&](std::string_view worker) {
        auto transaction = house_->catalog.begin();
        auto used = catalog::use_ticket(transaction, ticket.nonce, worker);
        if (used) tests::must(transaction.commit());
        return used.has_value();
    };
    EXPECT_FALSE(use("another worker"));
    EXPECT_TRUE(use("worker"));
    EXPECT_FALSE(use("worker"));
}

}  // namespace
}  // namespace spoke::factory
