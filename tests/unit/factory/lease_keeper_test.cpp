#include "factory/queue/lease_keeper.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "support/test_catalog.hpp"

namespace spoke::factory {
namespace {

class LeaseKeeperTest : public testing::Test {
protected:
    LeaseKeeperTest() {
        const auto repository = catalog_.add_repository("python").id;
        catalog_.change([&](auto& transaction) {
            return catalog::enqueue_build(transaction,
                                          {tests::project_name("x"), "1.0", repository, "person"});
        });
        leased_ = catalog_.change([&](auto& transaction) {
            return catalog::lease_next_build(transaction, "worker", std::chrono::seconds(1));
        });
    }
    template <class Condition>
    static bool wait_until(const Condition& condition) {
        const auto deadline = base::Deadline::after(std::chrono::seconds(20));
        while (!condition() && !deadline.passed())
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return condition();
    }
    base::Moment leased_until() {
        auto reader = catalog_.read();
        return *tests::must(catalog::find_build(reader, leased_->build.id))->leased_until;
    }

    tests::TestCatalog catalog_;
    std::optional<catalog::LeasedBuild> leased_;
};

TEST_F(LeaseKeeperTest, a_lease_is_renewed_while_it_is_kept) {
    const auto before = leased_until();
    catalog_.clock.advance(std::chrono::milliseconds(900));
    const LeaseKeeper keeper(*catalog_, leased_->lease, std::chrono::seconds(1));
    EXPECT_TRUE(wait_until([&] { return leased_until() > before; }));
    EXPECT_FALSE(keeper.stop_token().stop_requested());
}

TEST_F(LeaseKeeperTest, a_lost_lease_asks_for_a_stop) {
    catalog_.change([&](auto& transaction) {
        return catalog::return_lost_builds(transaction, catalog::Leases::all);
    });
    const LeaseKeeper keeper(*catalog_, leased_->lease, std::chrono::seconds(1));
    EXPECT_TRUE(wait_until([&] { return keeper.stop_token().stop_requested(); }));
}

}  // namespace
}  // namespace spoke::factory
