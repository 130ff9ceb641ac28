#include "factory/build/run_job.hpp"

#include <gtest/gtest.h>

#include "unit/factory/fake_runner.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

const std::vector<archive::TarMember> k_fine = {{"result.json", R"({"kind":"build"})"},
                                                {"wheel/x-1.0-py3-none-any.whl", "wheel"}};

class RunJobTest : public testing::Test {
protected:
    Staged<JobResult> run() {
        Job job;
        return run_job(house_.workshop, job, nullptr, {});
    }
    void expect_stop(FailureClass failure) {
        const auto done = run();
        ASSERT_FALSE(done);
        EXPECT_EQ(to_string(done.error().failure), to_string(failure)) << done.error().message;
        EXPECT_FALSE(done.error().trouble);
    }
    FakeWorkshop house_;
};

TEST_F(RunJobTest, a_good_job_hands_its_files_over_and_its_log_is_kept) {
    house_.runner.add(k_fine, "what it printed");
    const auto done = run();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->wheels.front().bytes, "wheel");
    EXPECT_NE(house_.log.text().find("what it printed"), std::string::npos);
}

TEST_F(RunJobTest, the_sandbox_gets_the_runner_and_the_order_and_no_more) {
    house_.runner.add(k_fine);
    ASSERT_TRUE(run());
    const auto& job = house_.runner.jobs.front();
    EXPECT_EQ(job.arguments,
              (std::vector<std::string>{"/usr/bin/python3", "-I", "/job/runner.py", "3"}));
    std::vector<std::string> names;
    for (const auto& input : job.inputs) names.push_back(input.name);
    EXPECT_EQ(names, (std::vector<std::string>{"runner.py", "job.json", "wheels.tar"}));
    EXPECT_EQ(job.hidden, std::vector<std::string>{"/usr/lib/python3/dist-packages"});
}

TEST_F(RunJobTest, a_broken_limit_outweighs_what_the_job_says) {
    const std::pair<bool sandbox::JobResult::*, FailureClass> cases[] = {
        {&sandbox::JobResult::timed_out, FailureClass::timeout},
        {&sandbox::JobResult::out_of_memory, FailureClass::oom},
        {&sandbox::JobResult::too_many_tasks, FailureClass::oom},
        {&sandbox::JobResult::output_overflow, FailureClass::unsafe_output},
    };
    for (const auto& [flag, failure] : cases) {
        house_.runner.add(k_fine).*flag = true;
        expect_stop(failure);
    }
}

TEST_F(RunJobTest, a_failed_job_is_judged_by_its_log_then_by_its_network_attempts) {
    auto& with_sign = house_.runner.add({}, "fatal error: ffi.h: No such file or directory");
    with_sign.exit_code = 1;
    with_sign.network_attempts = 3;
    expect_stop(FailureClass::missing_header);
    auto& without = house_.runner.add({}, "it broke");
    without.exit_code = 1;
    without.network_attempts = 3;
    expect_stop(FailureClass::needs_network);
    house_.runner.add({}, "it broke").exit_code = 1;
    expect_stop(FailureClass::build_error);
    auto& full = house_.runner.add({}, "it broke");
    full.exit_code = 1;
    full.disk_full = true;
    expect_stop(FailureClass::disk);
}

TEST_F(RunJobTest, a_failed_step_in_the_result_is_a_failed_job) {
    house_.runner.add(
        {{"result.json", R"({"kind":"build","failed":{"step":"build_wheel","status":1}})"}},
        "No module named 'Cython'");
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().failure, FailureClass::missing_build_req);
    EXPECT_EQ(done.error().cure, "Cython");
    EXPECT_NE(done.error().message.find("`build_wheel`"), std::string::npos);
}

TEST_F(RunJobTest, F3_output_out_of_form_is_unsafe) {
    house_.runner.add({{"result.json", R"({"kind":"build"})"}, {"strange", "x"}});
    expect_stop(FailureClass::unsafe_output);
}

TEST_F(RunJobTest, a_cancelled_job_is_our_doing) {
    house_.runner.add(k_fine).cancelled = true;
    const auto done = run();
    ASSERT_FALSE(done);
    ASSERT_TRUE(done.error().trouble);
    EXPECT_EQ(done.error().trouble->code, ErrorCode::cancelled);
}

TEST_F(RunJobTest, a_wheel_whose_blob_is_gone_stops_before_the_sandbox) {
    Job job;
    job.wheels = {{"x-1.0-py3-none-any.whl", crypto::sha256("gone"), {}}};
    const auto done = run_job(house_.workshop, job, nullptr, {});
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().trouble);
    EXPECT_TRUE(house_.runner.jobs.empty());
}

}  // namespace
}  // namespace spoke::factory
