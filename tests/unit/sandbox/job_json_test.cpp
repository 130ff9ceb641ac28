#include "sandbox/job_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "sandbox/memory_file.hpp"

namespace spoke::sandbox {
namespace {

using namespace std::chrono_literals;

JobQuestion make_question() {
    JobQuestion out;
    out.number = 7;
    out.job.arguments = {"/usr/bin/python3", "-I", "a b"};
    out.job.environment = {{"A", "1"}, {"B", ""}};
    out.job.working_folder = "/build/src";
    out.job.inputs.push_back({"bundle.tar", *make_sealed("in", "tar")});
    out.job.standard_input = *make_sealed("in", "stdin");
    out.job.hidden = {"/usr/lib/python3"};
    out.job.source_date_epoch = 1'600'000'000;
    out.job.cpus = 2;
    out.job.hash_seed = 4'000'000'000;
    out.limits.tasks = 33;
    out.time = 1500ms;
    return out;
}

base::Message message_of(const JobQuestion& question) {
    base::Message out{render_question(question), {}};
    for (const int fd : descriptors_of(question.job))
        out.descriptors.push_back(*copy_sealed("copy", fd, 1000));
    return out;
}

base::Message result_message(const JobResult& result, std::string_view output,
                             std::string_view log) {
    base::Message out{render_result(result), {}};
    out.descriptors.push_back(*make_sealed("output", output));
    out.descriptors.push_back(*make_sealed("log", log));
    return out;
}

}  // namespace

TEST(JobJson, a_question_is_read_as_it_was_written) {
    const auto question = make_question();
    const auto back = parse_question(message_of(question));
    ASSERT_TRUE(back.has_value()) << back.error().describe();
    EXPECT_EQ(back->number, question.number);
    EXPECT_EQ(back->job.arguments, question.job.arguments);
    EXPECT_EQ(back->job.environment, question.job.environment);
    EXPECT_EQ(back->job.working_folder, question.job.working_folder);
    EXPECT_EQ(back->job.hidden, question.job.hidden);
    EXPECT_EQ(back->job.source_date_epoch, question.job.source_date_epoch);
    EXPECT_EQ(back->job.cpus, question.job.cpus);
    EXPECT_EQ(back->job.hash_seed, question.job.hash_seed);
    EXPECT_EQ(back->limits, question.limits);
    EXPECT_EQ(back->time, question.time);
    ASSERT_EQ(back->job.inputs.size(), 1U);
    EXPECT_EQ(back->job.inputs[0].name, "bundle.tar");
    EXPECT_EQ(base::read_all(back->job.inputs[0].file.get(), 10).value(), "tar");
    EXPECT_EQ(base::read_all(back->job.standard_input.get(), 10).value(), "stdin");
}

TEST(JobJson, a_question_without_its_files_is_refused) {
    auto message = message_of(make_question());
    message.descriptors.pop_back();
    EXPECT_EQ(parse_question(std::move(message)).error().code, ErrorCode::invalid);
}

TEST(JobJson, each_member_of_a_question_must_be_there_and_right) {
    const auto text = render_question(make_question());
    const auto whole = nlohmann::json::parse(text);
    for (const auto* part : {"job", "limits"})
        for (const auto& [key, value] : whole[part].items())
            for (const auto& wrong : {nlohmann::json(), nlohmann::json(-1.5)}) {
                auto json = whole;
                json[part][key] = wrong;
                auto message = message_of(make_question());
                message.json = json.dump();
                EXPECT_FALSE(parse_question(std::move(message)).has_value()) << part << " " << key;
            }
}

TEST(JobJson, a_result_is_read_as_it_was_written) {
    JobResult result;
    result.exit_code = 137;
    result.signal = 9;
    result.timed_out = true;
    result.wall_ms = 1234;
    result.network_attempts = 3;
    result.log_dropped = 5;
    const auto back = parse_result(result_message(result, "output", "a log"), Limits{});
    ASSERT_TRUE(back.has_value()) << back.error().describe();
    EXPECT_EQ(back->exit_code, 137);
    EXPECT_EQ(back->signal, 9);
    EXPECT_TRUE(back->timed_out);
    EXPECT_FALSE(back->out_of_memory);
    EXPECT_EQ(back->wall_ms, 1234);
    EXPECT_EQ(back->network_attempts, 3U);
    EXPECT_EQ(back->log_dropped, 5U);
    EXPECT_EQ(back->output_bytes, 6U);
    EXPECT_EQ(back->log_bytes, 5U);
}

TEST(JobJson, F3_a_builder_is_held_to_the_limits_and_to_sealed_files) {
    Limits limits;
    limits.output_bytes = 5;
    EXPECT_EQ(parse_result(result_message({}, "output", ""), limits).error().code,
              ErrorCode::corrupt);

    auto open = result_message({}, "", "");
    open.descriptors[0] = *make_memory_file("open");
    EXPECT_EQ(parse_result(std::move(open), Limits{}).error().code, ErrorCode::corrupt);

    auto few = result_message({}, "", "");
    few.descriptors.pop_back();
    EXPECT_EQ(parse_result(std::move(few), Limits{}).error().code, ErrorCode::invalid);

    auto words = result_message({}, "", "");
    words.json = R"({"exit_code":0})";
    EXPECT_EQ(parse_result(std::move(words), Limits{}).error().code, ErrorCode::invalid);
}

TEST(JobJson, tells_a_stop_from_a_job) {
    EXPECT_EQ(parse_stop(render_stop(9)).value(), 9U);
    EXPECT_EQ(parse_stop(render_question(make_question())).value(), std::nullopt);
    EXPECT_FALSE(parse_stop("[]").has_value());
}

TEST(JobResult, says_in_one_sentence_how_it_ended) {
    JobResult result;
    EXPECT_TRUE(result.succeeded());
    EXPECT_EQ(result.describe(), "it succeeded");
    result.exit_code = 2;
    EXPECT_EQ(result.describe(), "it ended with exit code 2");
    result.disk_full = true;
    EXPECT_EQ(result.describe(), "it ended with exit code 2, its file system was full");
    result.signal = 9;
    result.timed_out = true;
    result.wall_ms = 61'000;
    EXPECT_EQ(result.describe(), "it did not end within its time (61 s)");
    EXPECT_FALSE(result.succeeded());
}

}  // namespace spoke::sandbox
