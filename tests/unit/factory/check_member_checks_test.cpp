#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::Sample;
using test::upstream_sample;

Check w05(const Case& one) {
    return check_missing(one.input(), one.comparison());
}
Check w06(const Case& one) {
    return check_extra(one.input(), one.comparison());
}

TEST(W05, passes_where_all_of_upstreams_members_are_there) {
    expect(w05(Case(Sample{}, upstream_sample())), CheckStatus::pass);
    expect(w05(Case(Sample{})), CheckStatus::skipped, "no upstream wheel");
}

TEST(W05, fails_for_a_missing_member_unless_it_is_explained) {
    Case one(Sample{}.remove("pkg/data.txt"), upstream_sample());
    const auto check = w05(one);
    expect(check, CheckStatus::fail, "pkg/data.txt of upstream's wheel is missing");
    EXPECT_EQ(check.failure_class, "missing-file");
    one.explanations = {{"pkg/*.txt", "made by hand"}};
    expect(w05(one), CheckStatus::pass, "made by hand");
}

TEST(W05, licences_may_move_and_backends_files_may_go) {
    Sample ours;
    ours.add_info("licenses/LICENSE", "text");
    auto theirs = upstream_sample();
    theirs.add_info("LICENSE", "text").add_info("top_level.txt", "pkg\n");
    expect(w05(Case(ours, theirs)), CheckStatus::warn, "top_level.txt");
}

TEST(W05, F1_fails_for_code_in_upstreams_wheel_that_no_source_holds) {
    auto theirs = upstream_sample();
    theirs.add("pkg/_x.py", "evil()");
    Case one(Sample{}, theirs);
    one.with_source("pkg-1.0/pkg/__init__.py", "x = 1\n");
    expect(w05(one), CheckStatus::fail, "holds the code pkg/_x.py");
    one.with_source("pkg-1.0/pkg/_x.py", "evil()");
    EXPECT_TRUE(one.comparison().unsourced.empty());
}

TEST(W06, passes_without_extra_members_and_warns_of_harmless_ones) {
    expect(w06(Case(Sample{}, upstream_sample())), CheckStatus::pass);
    Sample more;
    more.add("pkg/more.txt", "x");
    expect(w06(Case(more, upstream_sample())), CheckStatus::warn, "pkg/more.txt");
}

TEST(W06, fails_for_weighty_extra_members) {
    for (const std::string path :
         {"pkg/_fast.so", "pkg/x.pth", "pkg-1.0.data/scripts/run", "other/x.txt", "top.py"}) {
        Sample more;
        more.add(path, "x");
        const auto check = w06(Case(more, upstream_sample()));
        expect(check, CheckStatus::fail, "is not in upstream's wheel");
        EXPECT_EQ(check.failure_class, "extra-file");
    }
}

TEST(W06, I16_fails_for_dangerous_targets_of_the_data_folder) {
    for (const std::string path :
         {"pkg-1.0.data/data/pyvenv.cfg", "pkg-1.0.data/scripts/python3",
          "pkg-1.0.data/scripts/pip", "pkg-1.0.data/scripts/activate",
          "pkg-1.0.data/data/bin/Python", "pkg-1.0.data/data/lib/python3.11/x.py",
          "pkg-1.0.data/data/lib64/x", "pkg-1.0.data/other/x", "sitecustomize.py",
          "other-1.0.data/scripts/x"}) {
        Sample sample;
        sample.add(path, "x");
        expect(w06(Case(sample)), CheckStatus::fail, path);
        auto theirs = upstream_sample();
        theirs.add(path, "x");
        expect(w06(Case(sample, theirs)), CheckStatus::fail, path);  // though upstream has it too
    }
    for (const std::string path :
         {"pkg-1.0.data/scripts/run", "pkg-1.0.data/data/share/man/x.1", "pkg-1.0.data/headers/x.h",
          "pkg-1.0.data/purelib/pkg/python.py"}) {
        Sample sample;
        sample.add(path, "x");
        expect(w06(Case(sample)), CheckStatus::pass);
    }
}

TEST(W06, F13_fails_for_reserved_names_beside_the_two_of_ours) {
    Sample sample;
    sample.add_info("sboms/spokeshave.spdx.json", "{}")
        .add_info("spokeshave.payload.dsse.json", "{}");
    expect(w06(Case(sample)), CheckStatus::pass);
    sample.add_info("spokeshave.other", "x");
    expect(w06(Case(sample)), CheckStatus::fail, "reserved");
}

TEST(W06, warns_of_pth_files_where_nothing_is_to_compare_with) {
    Sample sample;
    sample.add("pkg.pth", "x");
    expect(w06(Case(sample)), CheckStatus::warn, "runs at each start");
}

}  // namespace
}  // namespace spoke::factory
