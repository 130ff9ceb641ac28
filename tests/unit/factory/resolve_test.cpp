#include "factory/plan/resolve.hpp"

#include <gtest/gtest.h>

#include "unit/factory/fake_runner.hpp"
#include "unit/factory/fake_wheels.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

class ResolveTest : public testing::Test {
protected:
    ResolveTest() {
        for (const auto* name : {"a", "b"}) {
            wheels_.add(name, "1.0");
            wheels_.add(name, "2.0");
        }
        // The blobs of the fake wheels have their file names as bytes.
        for (const auto* file : {"a-1.0", "a-2.0", "b-1.0", "b-2.0"})
            tests::must(
                blobs::store_bytes(*house_.blobs, std::string(file) + "-1-py3-none-any.whl"));
    }
    void answer(const std::string& resolved) {
        house_.runner.add({{"result.json", R"({"kind":"resolve","resolved":)" + resolved + "}"}});
    }
    Staged<Resolution> run(const std::vector<std::string>& texts) {
        return resolve(requirements(texts), wheels_, house_.workshop);
    }
    FakeWheels wheels_;
    FakeWorkshop house_;
};

TEST_F(ResolveTest, the_answer_is_the_wheels_that_it_names) {
    answer(R"(["b==1.0","a==2.0"])");
    const auto done = run({"a", "b<2"});
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(done->wheels.size(), 2U);
    EXPECT_EQ(done->wheels[0].file_name, "a-2.0-1-py3-none-any.whl");
    EXPECT_EQ(done->wheels[1].file_name, "b-1.0-1-py3-none-any.whl");
}

TEST_F(ResolveTest, nothing_asked_starts_no_sandbox) {
    EXPECT_TRUE(run({})->wheels.empty());
    EXPECT_TRUE(house_.runner.jobs.empty());
}

TEST_F(ResolveTest, what_is_missing_starts_no_sandbox) {
    const auto done = run({"a>=3", "c"});
    ASSERT_TRUE(done);
    EXPECT_EQ(done->missing.size(), 2U);
    EXPECT_TRUE(house_.runner.jobs.empty());
}

TEST_F(ResolveTest, F5_an_answer_beside_the_candidates_is_refused) {
    for (const auto* resolved : {R"(["evil==1.0"])", R"(["a==3.0"])", R"(["a @ file:///x"])",
                                 R"(["a"])", R"(["a>=1"])", R"(["--index-url x"])"}) {
        answer(resolved);
        const auto done = run({"a"});
        ASSERT_FALSE(done) << resolved;
        EXPECT_EQ(done.error().failure, FailureClass::unsafe_output);
    }
}

TEST_F(ResolveTest, wheels_that_do_not_go_together_say_what_to_do) {
    house_.runner.add(
        {{"result.json", R"({"kind":"resolve","failed":{"step":"resolve","status":1}})"}});
    const auto done = run({"a"});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().failure, FailureClass::missing_build_req);
    EXPECT_NE(done.error().message.find("request the versions"), std::string::npos);
}

}  // namespace
}  // namespace spoke::factory
