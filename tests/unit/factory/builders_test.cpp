#include "factory/queue/builders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "unit/factory/factory_house.hpp"

namespace spoke::factory {
namespace {

class BuildersTest : public FactoryTest {
protected:
    catalog::BuildState state(const base::Id& id) { return house_->build(id).state; }

    template <class Condition>
    bool wait_until(const Condition& condition) {
        const auto deadline = base::Deadline::after(std::chrono::seconds(90));
        while (!condition()) {
            if (deadline.passed()) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return true;
    }
};

TEST_F(BuildersTest, what_is_requested_is_built_by_several_at_once) {
    std::vector<base::Id> ids;
    for (const auto* name : {"one", "two", "three"}) {
        SmallProject project;
        project.name = name;
        house_->add(project);
        ids.push_back(house_->request(name));
    }
    Factory factory(house_->services(), house_->settings);
    base::Pool pool("build", 2, 4);
    Builders builders(factory, *house_->catalog, pool, 2);
    tests::must(builders.start());
    const auto all_ended = [&] {
        return std::ranges::all_of(ids,
                                   [&](const base::Id& id) { return catalog::is_end(state(id)); });
    };
    EXPECT_TRUE(wait_until(all_ended));
    for (const auto& id : ids) expect_published(house_->build(id));
}

TEST_F(BuildersTest, a_stop_returns_the_build_under_way_to_the_queue) {
    SmallProject project;
    project.build = "print('waiting', flush=True)\ntime.sleep(600)";
    house_->add(project);
    const auto id = house_->request("small");
    Factory factory(house_->services(), house_->settings);
    {
        base::Pool pool("build", 1, 4);
        Builders builders(factory, *house_->catalog, pool, 1);
        tests::must(builders.start());
        EXPECT_TRUE(wait_until([&] { return state(id) == catalog::BuildState::building; }));
        builders.stop();
    }
    const auto build = house_->build(id);
    EXPECT_EQ(to_string(build.state), "queued");
    EXPECT_TRUE(build.worker.empty());
}

}  // namespace
}  // namespace spoke::factory
