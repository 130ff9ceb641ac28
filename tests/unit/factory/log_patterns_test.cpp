#include "factory/build/log_patterns.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::factory {
namespace {

using catalog::FailureClass;

TEST(LogPatterns, signs_of_real_logs_have_their_class) {
    const std::pair<const char*, FailureClass> cases[] = {
        {"src/x.c:1:10: fatal error: ffi.h: No such file or directory\ncompilation terminated.",
         FailureClass::missing_header},
        {"/usr/bin/ld: cannot find -lxml2: No such file or directory", FailureClass::missing_lib},
        {"Package libffi was not found in the pkg-config search path.", FailureClass::missing_lib},
        {"Error: pg_config executable not found.", FailureClass::missing_tool},
        {"error: can't find Rust compiler", FailureClass::missing_tool},
        {"ModuleNotFoundError: No module named 'numpy'", FailureClass::missing_build_req},
        {"ModuleNotFoundError: No module named 'distutils'", FailureClass::interpreter_too_new},
        {"AttributeError: module 'pkgutil' has no attribute 'ImpImporter'",
         FailureClass::interpreter_too_new},
        {"error in x setup command: use_2to3 is invalid.", FailureClass::backend_too_new},
        {"ModuleNotFoundError: No module named 'pkg_resources'", FailureClass::backend_too_new},
        {"urllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>",
         FailureClass::needs_network},
        {"OSError: [Errno 28] No space left on device", FailureClass::disk},
        {"Traceback (most recent call last):\nMemoryError\n", FailureClass::oom},
        {"LookupError: setuptools-scm was unable to detect version for /build/src",
         FailureClass::version_drift},
        {"error: implicit declaration of function 'f' [-Werror=implicit-function-declaration]",
         FailureClass::compiler_too_new},
        {"something else went wrong", FailureClass::build_error},
    };
    for (const auto& [log, failure] : cases) {
        const auto verdict = judge_log(log);
        EXPECT_EQ(to_string(verdict.failure), to_string(failure)) << log;
        EXPECT_FALSE(verdict.message.empty());
    }
}

TEST(LogPatterns, the_sentence_names_the_thing) {
    const auto verdict =
        judge_log("x.c:1:10: fatal error: libxml/tree.h: No such file or directory");
    EXPECT_NE(verdict.message.find("`libxml/tree.h`"), std::string::npos) << verdict.message;
}

TEST(LogPatterns, F9_a_log_names_no_project_that_the_table_does_not_hold) {
    EXPECT_EQ(judge_log("No module named 'Cython.Build'").requirement, "Cython");
    EXPECT_EQ(judge_log("No module named 'mesonpy'").requirement, "meson-python");
    EXPECT_EQ(judge_log("No module named 'pkg_resources'").requirement, "setuptools<81");
    for (const auto* module : {"acme_internal", "Cython_evil", "numpyy", ""})
        EXPECT_EQ(judge_log(std::string("No module named '") + module + "'").requirement, "");
}

TEST(LogPatterns, any_bytes_are_read) {
    std::string bytes;
    for (int i = 0; i < 100000; ++i) bytes += static_cast<char>(i * 37);
    EXPECT_EQ(judge_log(bytes).failure, FailureClass::build_error);
    EXPECT_EQ(judge_log(bytes + "\nNo module named 'wheel'").requirement, "wheel");
}

}  // namespace
}  // namespace spoke::factory
