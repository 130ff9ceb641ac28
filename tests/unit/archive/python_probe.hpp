#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/file.hpp"
#include "base/spawn.hpp"
#include "support/process.hpp"

namespace spoke::archive::test {

/// Runs a Python program on `bytes` in a file named by sys.argv-like `path`; answers what it
/// prints.
inline std::string ask_python(const std::string& program, const std::string& bytes) {
    auto folder = base::TemporaryFolder::make("spokeshave-archive-test");
    EXPECT_TRUE(folder);
    ::chmod(folder->path().c_str(), 0755);
    const auto path = folder->path() / "file";
    EXPECT_TRUE(base::write_file_atomically(path, bytes, 0644));
    auto options = tests::python_program("path = '" + path.string() + "'\n" + program);
    auto output = base::run_command(std::move(options), std::size_t{1} << 20U,
                                    base::Deadline::after(std::chrono::seconds(30)));
    EXPECT_TRUE(output);
    if (!output) return {};
    EXPECT_TRUE(output->status.succeeded()) << output->text;
    return output->text;
}

}  // namespace spoke::archive::test
