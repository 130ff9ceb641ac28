#include "verify/bytecode.hpp"

#include <gtest/gtest.h>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::MadeEnvironment;
using tests::outcome_of;
using tests::plain_package;
using tests::problems_of;

struct Bytecode : testing::Test {
    MadeEnvironment made;

    Bytecode() { made.install(plain_package("flaskx")); }

    void expect_stray(const std::string& name) {
        made.write(made.site(name), "code");
        auto options = made.options();
        options.bytecode = BytecodePolicy::ignore;
        const auto report = made.verify(options);
        EXPECT_EQ(problems_of(report.findings), "stray_bytecode@" + made.site(name));
        EXPECT_EQ(outcome_of(report), Outcome::tampered);
        made.remove(made.site(name));
    }
};

}  // namespace

TEST_F(Bytecode, V3_bytecode_beside_a_source_is_never_passed_silently) {
    made.write(made.site("flaskx/__pycache__/app.cpython-311.pyc"), "code");
    made.write(made.site("flaskx/__pycache__/app.cpython-311.opt-1.pyc"), "code");
    auto options = made.options();
    auto report = made.verify(options);
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.findings[0].code, "bytecode_not_covered");
    EXPECT_EQ(report.findings[0].severity, Severity::note);
    EXPECT_EQ(report.files.bytecode, 2U);
    EXPECT_EQ(outcome_of(report), Outcome::met);

    options.bytecode = BytecodePolicy::refuse;
    EXPECT_EQ(outcome_of(made.verify(options)), Outcome::tampered);

    options.bytecode = BytecodePolicy::ignore;
    EXPECT_TRUE(made.verify(options).findings.empty());
}

TEST_F(Bytecode, V3_stray_bytecode_is_an_error_under_every_policy) {
    expect_stray("flaskx/__pycache__/gone.cpython-311.pyc");
    expect_stray("flaskx/__pycache__/app.cpython-310.pyc");
    expect_stray("flaskx/__pycache__/app.pyc");
    expect_stray("flaskx/app2.pyc");
    expect_stray("evil.pyc");
}

TEST_F(Bytecode, V3_a_record_line_does_not_make_bytecode_a_package_file) {
    made.append(made.site("flaskx-1.0.dist-info/RECORD"),
                "flaskx/__pycache__/gone.cpython-311.pyc,,\n");
    expect_stray("flaskx/__pycache__/gone.cpython-311.pyc");
}

TEST_F(Bytecode, V3_sources_in_the_cache_folder_are_foreign) {
    made.write(made.site("flaskx/__pycache__/evil.py"), "");
    EXPECT_EQ(outcome_of(made.verify()), Outcome::tampered);
}

TEST_F(Bytecode, of_an_orphan_counts_with_its_source) {
    made.write(made.site("loose.py"), "");
    made.write(made.site("__pycache__/loose.cpython-311.pyc"), "");
    const auto report = made.verify();
    EXPECT_EQ(problems_of(report.findings), "");
    EXPECT_EQ(report.items.size(), 3U);
    EXPECT_EQ(report.coverage_text(), "33.33");
}

}  // namespace spoke::verify
