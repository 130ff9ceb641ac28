#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::Sample;
using test::upstream_sample;

Check w03(const std::string& ours, const std::string& theirs) {
    Sample left;
    left.metadata = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n" + ours;
    auto right = upstream_sample();
    right.metadata = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n" + theirs;
    return check_resolver_metadata(Case(left, right).input());
}

TEST(W03, passes_for_other_spellings_of_the_same_requirements) {
    expect(w03("Requires-Dist: A >=1,<2\nRequires-Dist: b_c ; python_version < "
               "\"3\"\nRequires-Python: >=3.8,<4\n",
               "Requires-Dist: b.c ; python_version < '3'\nRequires-Dist: a "
               "(<2,>=1)\nRequires-Python: <4, >=3.8\n"),
           CheckStatus::pass);
    expect(w03("Provides-Extra: My_Extra\n", "Provides-Extra: my-extra\n"), CheckStatus::pass);
}

TEST(W03, fails_for_what_resolvers_would_see) {
    expect(w03("", "Requires-Dist: a>=1\n"), CheckStatus::fail, "Requires-Dist: - a");
    expect(w03("Requires-Dist: a>=2\n", "Requires-Dist: a>=1\n"), CheckStatus::fail,
           "Requires-Dist: + a");
    expect(w03("Requires-Python: >=3.9\n", "Requires-Python: >=3.8\n"), CheckStatus::fail,
           "Requires-Python");
    expect(w03("", "Provides-Extra: x\n"), CheckStatus::fail, "Provides-Extra: - x");
}

TEST(W03, warns_of_Dynamic_only) {
    expect(w03("Dynamic: license-file\n", ""), CheckStatus::warn, "Dynamic: + license-file");
}

TEST(W03, is_skipped_without_an_upstream_wheel) {
    expect(check_resolver_metadata(Case(Sample{}).input()), CheckStatus::skipped,
           "no upstream wheel");
}

Check w04(Sample left, Sample right) {
    right.without_build();
    return check_entry_points(Case(left, right).input());
}

TEST(W04, passes_for_equal_entry_points_however_they_are_written) {
    Sample left;
    left.add_info("entry_points.txt", "[console_scripts]\na = pkg:main\nb=pkg:other\n");
    Sample right;
    right.add_info("entry_points.txt", "[console_scripts]\nb = pkg:other\n\na=pkg : main\n");
    expect(w04(left, right), CheckStatus::pass);
    expect(check_entry_points(Case(Sample{}).input()), CheckStatus::pass, "no upstream wheel");
}

TEST(W04, fails_for_other_missing_or_broken_entry_points) {
    Sample left;
    left.add_info("entry_points.txt", "[console_scripts]\na = pkg:main\n");
    Sample right;
    right.add_info("entry_points.txt", "[console_scripts]\na = pkg:evil\n");
    expect(w04(left, right), CheckStatus::fail, "[console_scripts] are not upstream's");
    expect(w04(Sample{}, right), CheckStatus::fail, "[console_scripts] are missing");
    expect(w04(left, Sample{}), CheckStatus::fail, "not upstream's");
    Sample broken;
    broken.add_info("entry_points.txt", "no header\n");
    expect(check_entry_points(Case(broken).input()), CheckStatus::fail, "can't be read");
}

TEST(W04, fails_for_other_top_level_names) {
    Sample more;
    more.add("tests/__init__.py", "");
    expect(w04(more, Sample{}), CheckStatus::fail, "tests is not in upstream's");
    expect(w04(Sample{}, more), CheckStatus::fail, "tests is missing");
}

TEST(W14, passes_where_licences_are_in_either_place) {
    Sample sample;
    sample.metadata = "Metadata-Version: 2.4\nName: pkg\nVersion: 1.0\nLicense-File: LICENSE\n";
    sample.add_info("licenses/LICENSE", "text");
    auto other = upstream_sample();
    other.add_info("LICENSE", "text");
    expect(check_licences(Case(sample, other).input()), CheckStatus::pass);
}

TEST(W14, warns_of_missing_licences_and_changed_expressions) {
    Sample sample;
    sample.metadata =
        "Metadata-Version: 2.4\nName: pkg\nVersion: 1.0\nLicense-File: "
        "LICENSE\nLicense-Expression: MIT\n";
    expect(check_licences(Case(sample).input()), CheckStatus::warn,
           "License-File LICENSE is not in the wheel");
    auto other = upstream_sample();
    other.add_info("LICENSE", "text");
    other.metadata =
        "Metadata-Version: 2.4\nName: pkg\nVersion: 1.0\nLicense-Expression: BSD-3-Clause\n";
    const auto check = check_licences(Case(sample, other).input());
    expect(check, CheckStatus::warn, "License-Expression is 'MIT', upstream's 'BSD-3-Clause'");
    expect(check, CheckStatus::warn, "this one has none");
}

}  // namespace
}  // namespace spoke::factory
