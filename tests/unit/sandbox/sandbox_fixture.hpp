#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/file.hpp"
#include "sandbox/memory_file.hpp"
#include "sandbox/sandbox.hpp"
#include "support/builder_process.hpp"

namespace spoke::sandbox {

inline Limits small_limits() {
    Limits limits;
    limits.memory_bytes = 512 * k_mebibyte;
    limits.tasks = 100;
    limits.disk_bytes = 64 * k_mebibyte;
    limits.temporary_bytes = 32 * k_mebibyte;
    limits.output_bytes = 16 * k_mebibyte;
    limits.log_head_bytes = 64 * 1024;
    limits.log_tail_bytes = 64 * 1024;
    return limits;
}

inline Job python_job(std::string program) {
    Job job;
    job.arguments = {"/usr/bin/python3", "-I", "-S", "-c", std::move(program)};
    return job;
}

inline std::string text_of(const base::FileHandle& file) {
    return base::read_all(file.get(), 64 * k_mebibyte).value_or("could not be read");
}

/// Jobs as `serve` runs them: as root in a builder process of another user, which stays for the
/// whole test program; else right here.
class Runner {
public:
    explicit Runner(Settings settings = {}) : here_(settings) {
        if (!base::running_as_root()) return;
        auto started = tests::BuilderProcess::start(settings);
        if (started)
            builder_ = *std::move(started);
        else
            ADD_FAILURE() << started.error().describe();
    }
    JobRunner& get() { return builder_ ? builder_->runner() : here_; }

    Result<JobResult> run(Job job, const Limits& limits = small_limits(),
                          std::chrono::milliseconds time = std::chrono::seconds(20),
                          std::stop_token stop = {}) {
        return get().run(std::move(job), limits, base::Deadline::after(time), std::move(stop));
    }

private:
    Sandbox here_;
    std::unique_ptr<tests::BuilderProcess> builder_;
};

class SandboxTest : public testing::Test {
protected:
    static void SetUpTestSuite() { runner_ = std::make_unique<Runner>(); }
    static void TearDownTestSuite() { runner_.reset(); }

    void SetUp() override {
        const auto trial = runner_->run(python_job(""));
        if (trial) return;
        if (trial.error().message.find("user namespaces are forbidden") != std::string::npos)
            GTEST_SKIP() << trial.error().describe();
        FAIL() << trial.error().describe();
    }

    JobResult run(Job job, const Limits& limits = small_limits(),
                  std::chrono::milliseconds time = std::chrono::seconds(20)) {
        auto done = runner_->run(std::move(job), limits, time);
        if (done) return *std::move(done);
        ADD_FAILURE() << done.error().describe();
        return {};
    }

    /// The log of a job that has to succeed.
    std::string log_of(Job job) {
        const auto done = run(std::move(job));
        auto text = text_of(done.log);
        EXPECT_TRUE(done.succeeded()) << done.describe() << "\n" << text;
        return text;
    }

    static inline std::unique_ptr<Runner> runner_;
};

}  // namespace spoke::sandbox
