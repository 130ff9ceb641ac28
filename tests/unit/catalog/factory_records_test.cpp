#include <gtest/gtest.h>

#include "catalog/build_inputs.hpp"
#include "catalog/principals.hpp"
#include "catalog/project_sources.hpp"
#include "catalog/requests.hpp"
#include "catalog/statements.hpp"
#include "catalog/stored_versions.hpp"
#include "catalog/tickets.hpp"
#include "support/test_catalog.hpp"

// What the factory writes besides builds.
namespace spoke::catalog {
namespace {

using tests::must;
using tests::project_name;

class FactoryRecordsTest : public ::testing::Test {
protected:
    BuildLease lease_build() {
        return catalog_.change([&](auto& transaction) -> Result<BuildLease> {
            SPOKE_TRY(enqueue_build(transaction, {.project = project_name("flask"),
                                                  .version = "1.0",
                                                  .repository = python_.id,
                                                  .reason = "person"}));
            SPOKE_TRY(auto leased,
                      lease_next_build(transaction, "worker", std::chrono::seconds(60)));
            return leased->lease;
        });
    }
    Ticket issue(const BuildLease& lease) {
        return catalog_.change([&](auto& transaction) {
            return issue_ticket(transaction, lease, "worker", R"({"source":"x"})",
                                catalog_.clock.now() + std::chrono::seconds(30));
        });
    }
    Result<Ticket> use(const Ticket& ticket, std::string_view worker = "worker") {
        auto transaction = catalog_.begin();
        auto used = use_ticket(transaction, ticket.nonce, worker);
        if (used) must(transaction.commit());
        return used;
    }
    void run(auto&& work) {
        catalog_.change([&](auto& transaction) -> Result<int> {
            SPOKE_TRY(work(transaction));
            return 0;
        });
    }

    tests::TestCatalog catalog_;
    Repository python_ = catalog_.add_repository("python");
};

TEST_F(FactoryRecordsTest, F3_a_ticket_is_used_once) {
    const auto ticket = issue(lease_build());
    EXPECT_EQ(ticket.nonce.size(), 64U);
    EXPECT_EQ(must(use(ticket)).order, R"({"source":"x"})");
    const auto again = use(ticket);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::denied);
    EXPECT_EQ(must(find_ticket(catalog_.read(), ticket.id))->used, catalog_.clock.now());
}

TEST_F(FactoryRecordsTest, F3_a_ticket_is_bound_to_its_worker_its_time_and_its_lease) {
    const auto lease = lease_build();
    const auto ticket = issue(lease);
    EXPECT_EQ(use(ticket, "other").error().code, ErrorCode::denied);
    auto forged = ticket;
    forged.nonce = std::string(64, 'a');
    EXPECT_EQ(use(forged).error().code, ErrorCode::denied);
    run([&](auto& transaction) { return give_back(transaction, lease); });
    EXPECT_EQ(use(ticket).error().code, ErrorCode::denied);
    EXPECT_FALSE([&] {
        auto transaction = catalog_.begin();
        return issue_ticket(transaction, lease, "worker", "{}", catalog_.clock.now());
    }());
    const auto late = issue(lease_build());
    catalog_.clock.advance(std::chrono::seconds(30));
    EXPECT_EQ(use(late).error().code, ErrorCode::denied);
}

TEST_F(FactoryRecordsTest, requests_carry_principal_reason_and_address) {
    const auto principal = catalog_.change(
        [](auto& transaction) { return create_principal(transaction, "me", PrincipalKind::user); });
    auto transaction =
        must(catalog_->begin({.event = {}, .principal = principal.id, .address = "192.0.2.1"}));
    const auto request = must(record_request(transaction, {.project = project_name("Flask"),
                                                           .version = "2.0.0",
                                                           .written = "flask==2.0.0",
                                                           .reason = RequestReason::lock_file}));
    const auto build = must(enqueue_build(transaction, {.project = request.project,
                                                        .version = request.version,
                                                        .repository = python_.id,
                                                        .reason = "lock_file"}));
    must(link_request(transaction, request.id, build.id));
    must(link_request(transaction, request.id, build.id));
    must(transaction.commit());
    const auto found = *must(find_request(catalog_.read(), request.id));
    EXPECT_EQ(found.principal, principal.id);
    EXPECT_EQ(found.address, "192.0.2.1");
    EXPECT_EQ(found.reason, RequestReason::lock_file);
    EXPECT_EQ(found.builds, std::vector{build.id});
    EXPECT_EQ(must(list_requests(catalog_.read(), 10)).size(), 1U);
    const auto now = catalog_.clock.now();
    EXPECT_EQ(must(count_requests(catalog_.read(), principal.id, now)), 1U);
    EXPECT_EQ(must(count_requests(catalog_.read(), principal.id, now + std::chrono::seconds(1))),
              0U);
}

TEST_F(FactoryRecordsTest, F12_an_anonymous_miss_is_recorded_with_its_address_alone) {
    auto transaction =
        must(catalog_->begin({.event = {}, .principal = {}, .address = "198.51.100.9"}));
    const auto request = must(record_request(
        transaction, {.project = project_name("flask"), .reason = RequestReason::anonymous_miss}));
    must(transaction.commit());
    const auto found = *must(find_request(catalog_.read(), request.id));
    EXPECT_TRUE(found.principal.empty());
    EXPECT_TRUE(found.builds.empty());
}

TEST_F(FactoryRecordsTest, inputs_are_walked_both_ways) {
    const auto lease = lease_build();
    const auto digest = crypto::sha256("setuptools");
    const BuildInput input{.build = lease.build,
                           .digest = digest,
                           .role = InputRole::build_requirement,
                           .name = "setuptools-80.9.0-1-py3-none-any.whl"};
    run([&](auto& transaction) { return add_build_inputs(transaction, {input, input}); });
    const auto reader = catalog_.read();
    const auto inputs = must(list_build_inputs(reader, lease.build));
    ASSERT_EQ(inputs.size(), 1U);
    EXPECT_EQ(inputs.front().name, input.name);
    EXPECT_EQ(must(list_builds_with_input(reader, digest)).front().build, lease.build);
    EXPECT_TRUE(must(list_builds_with_input(reader, crypto::sha256("other"))).empty());
}

TEST_F(FactoryRecordsTest, F7_a_source_that_moved_is_a_conflict_until_a_person_repins_it) {
    ProjectSource source{.project = project_name("flask"),
                         .kind = SourceKind::repository,
                         .location = "https://example.com/flask"};
    const auto pin = [&] {
        auto transaction = catalog_.begin();
        auto pinned = pin_project_source(transaction, source);
        if (pinned) must(transaction.commit());
        return pinned;
    };
    EXPECT_TRUE(pin());
    EXPECT_TRUE(pin());
    source.location = "https://example.com/fork";
    const auto moved = pin();
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, ErrorCode::conflict);
    EXPECT_NE(moved.error().message.find("example.com/flask"), std::string::npos);
    run([&](auto& transaction) { return repin_project_source(transaction, source); });
    EXPECT_EQ(must(pin()).location, source.location);
    source.kind = SourceKind::sdist;
    EXPECT_TRUE(pin());
}

TEST_F(FactoryRecordsTest, statements_are_found_by_envelope_and_by_subject) {
    const auto envelope = tests::digests_of("envelope");
    const StatementRow row{.envelope = envelope.sha256,
                           .subject = crypto::sha256("wheel"),
                           .predicate_type = "https://slsa.dev/provenance/v1",
                           .key_id = "key"};
    run([&](auto& transaction) -> Result<void> {
        SPOKE_TRY(put_blob(transaction, envelope));
        SPOKE_TRY(put_statement(transaction, row));
        return put_statement(transaction, row);
    });
    const auto reader = catalog_.read();
    EXPECT_EQ(must(find_statement(reader, row.envelope))->subject, row.subject);
    EXPECT_EQ(must(list_statements(reader, row.subject)).front().predicate_type,
              row.predicate_type);
    EXPECT_TRUE(must(list_statements(reader, row.envelope)).empty());
}

TEST_F(FactoryRecordsTest, the_version_in_force_at_a_moment_is_found) {
    const auto store = [&](std::string_view bytes) {
        run([&](auto& transaction) -> Result<void> {
            SPOKE_TRY(put_blob(transaction, tests::digests_of(bytes)));
            return store_version(transaction, {.kind = StoredVersion::Kind::feed,
                                               .subject = "osv",
                                               .digest = crypto::sha256(bytes),
                                               .at = catalog_.clock.now()});
        });
    };
    const auto start = catalog_.clock.now();
    store("one");
    catalog_.clock.advance(std::chrono::hours(1));
    store("two");
    const auto at = [&](std::chrono::seconds span) {
        return must(find_version(catalog_.read(), StoredVersion::Kind::feed, "osv", start + span));
    };
    EXPECT_FALSE(at(std::chrono::seconds(-1)));
    EXPECT_EQ(at(std::chrono::minutes(59))->digest, crypto::sha256("one"));
    EXPECT_EQ(at(std::chrono::hours(2))->digest, crypto::sha256("two"));
}

}  // namespace
}  // namespace spoke::catalog
