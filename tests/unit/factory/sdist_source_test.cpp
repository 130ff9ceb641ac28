#include "factory/source/sdist_source.hpp"

#include <gtest/gtest.h>

#include "archive/source_archive.hpp"
#include "catalog/project_sources.hpp"
#include "unit/factory/factory_house.hpp"
#include "unit/factory/fake_runner.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

class SdistSourceTest : public testing::Test {
protected:
    SdistSourceTest() : house_(runner_) {}

    Staged<Source> find(const std::string& text = "small") {
        const auto build = house_.build(house_.request(text));
        auto services = house_.services();
        return find_source(build, services.backends, services.upstream, house_.settings);
    }
    FakeRunner runner_;
    FactoryHouse house_;
};

TEST_F(SdistSourceTest, the_source_is_fixed_by_its_digest) {
    const SmallProject project;
    house_.add(project);
    const auto source = find();
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ(source->sdist.blob, crypto::sha256(project.sdist()));
    EXPECT_EQ(source->system.backend, "maker");
    EXPECT_EQ(source->top, "small-1.0");
    EXPECT_FALSE(source->wheel);
    EXPECT_EQ(&source->base_file(), &source->sdist);
    EXPECT_EQ(source->facts.files.size(), 3U);
}

TEST_F(SdistSourceTest, the_epoch_follows_from_the_archive_alone) {
    house_.add(SmallProject{});
    const auto source = find();
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ(source->epoch, base::Moment(std::chrono::seconds(1600000000)));
}

TEST_F(SdistSourceTest, upstreams_wheel_is_the_one_that_an_installer_takes_here) {
    house_.add(SmallProject{});
    house_.add("small-1.0-cp38-cp38-win_amd64.whl", "no wheel, but a name");
    const auto source = find();
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_FALSE(source->wheel);
}

TEST_F(SdistSourceTest, F7_a_source_that_moved_is_held_for_a_person) {
    house_.add(SmallProject{});
    house_.catalog.change([&](auto& transaction) {
        return catalog::pin_project_source(transaction, {tests::project_name("small"),
                                                         catalog::SourceKind::sdist,
                                                         "another index",
                                                         {},
                                                         transaction.now()});
    });
    const auto source = find();
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().failure, FailureClass::source_moved);
    EXPECT_EQ(source.error().end, catalog::BuildState::blocked);
    EXPECT_NE(source.error().message.find("another index"), std::string::npos);
}

TEST_F(SdistSourceTest, an_archive_that_is_none_is_refused) {
    house_.add("small-1.0.tar.gz", "this is no archive");
    const auto source = find();
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().failure, FailureClass::refused_source);
}

}  // namespace
}  // namespace spoke::factory
