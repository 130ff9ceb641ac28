#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/channel.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "sandbox/job.hpp"
#include "sandbox/limits.hpp"

namespace spoke::sandbox {

/// The questions and answers between the server and a builder. Files travel beside the text, in
/// the order of the text. Each side reads the other's words as strictly as foreign ones.
struct JobQuestion {
    std::uint64_t number = 0;  ///< the server's own, for stopping it
    Job job;
    Limits limits;
    std::chrono::milliseconds time{0};
};

std::string render_question(const JobQuestion& question);
std::vector<int> descriptors_of(const Job& job);
/// `invalid` where a member is missing or wrong, or the files are not those that the text names.
Result<JobQuestion> parse_question(base::Message message);

std::string render_result(const JobResult& result);
/// Checks that both files are sealed and within the limits, and takes their sizes from the files.
Result<JobResult> parse_result(base::Message message, const Limits& limits);

std::string render_stop(std::uint64_t number);
/// The job to stop, where the message is about that.
Result<std::optional<std::uint64_t>> parse_stop(std::string_view json);

}  // namespace spoke::sandbox
