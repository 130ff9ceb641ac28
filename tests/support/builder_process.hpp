#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/channel.hpp"
#include "base/spawn.hpp"
#include "sandbox/builder_role.hpp"
#include "sandbox/remote_builder.hpp"
#include "sandbox/sandbox.hpp"
#include "support/process.hpp"

namespace spoke::tests {

/// A builder as `serve` has one when root started it: another process of another user, here this
/// test program again. The program needs the test that serves in it, in one of its files:
///     TEST(BuilderProcess, DISABLED_serves) { spoke::tests::serve_as_builder(); }
inline constexpr int k_builder_channel = 3;
inline constexpr std::size_t k_builder_jobs = 3;
inline constexpr const char* k_tools_variable = "SPOKESHAVE_TEST_TOOLS";

inline void serve_as_builder() {
    sandbox::Settings settings;
    if (const char* tools = std::getenv(k_tools_variable))  // NOLINT(concurrency-mt-unsafe)
        settings.tools = tools;
    sandbox::Sandbox sandbox(settings);
    base::Channel channel{base::FileHandle(k_builder_channel)};
    const auto served = sandbox::serve_builder(std::move(channel), sandbox, k_builder_jobs);
    EXPECT_TRUE(served) << served.error().describe();
}

/// This test program once more, as the plain user when we are root, running the tests that `filter`
/// names. It is started by its descriptor: its folder may be closed to that user.
inline Result<base::ChildProcess> start_again(const std::string& filter,
                                              base::SpawnOptions options = {}) {
    constexpr int k_program = 60;
    const base::FileHandle program(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));  // NOLINT
    options.arguments = {"/proc/self/fd/60", "--gtest_filter=" + filter,
                         "--gtest_also_run_disabled_tests"};
    options.kept.emplace_back(program.get(), k_program);
    options.identity = identity_of_children();
    options.working_folder = "/";
    return base::spawn(options);
}

class BuilderProcess {
public:
    static Result<std::unique_ptr<BuilderProcess>> start(const sandbox::Settings& settings = {}) {
        SPOKE_TRY(auto channels, base::Channel::make_pair());
        base::SpawnOptions options;
        options.kept = {{channels.second.descriptor(), k_builder_channel}};
        if (!settings.tools.empty())
            options.environment = {{k_tools_variable, settings.tools.string()}};
        options.err = 2;
        SPOKE_TRY(auto child, start_again("BuilderProcess.DISABLED_serves", std::move(options)));
        return std::unique_ptr<BuilderProcess>(
            new BuilderProcess(std::move(child), std::move(channels.first)));
    }

    sandbox::JobRunner& runner() { return *runner_; }
    base::ChildProcess& process() { return child_; }

private:
    BuilderProcess(base::ChildProcess child, base::Channel channel)
        : child_(std::move(child)),
          runner_(std::make_unique<sandbox::RemoteBuilder>(std::move(channel), k_builder_jobs)) {}

    base::ChildProcess child_;
    std::unique_ptr<sandbox::RemoteBuilder> runner_;
};

}  // namespace spoke::tests
