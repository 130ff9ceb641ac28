#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::RawElf;
using test::Sample;
using test::upstream_sample;

Sample tagged(const std::string& tag, const std::string& lines) {
    Sample sample;
    sample.file_name = "pkg-1.0-1-" + tag + ".whl";
    sample.wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n" + lines + "Build: 1\n";
    return sample;
}

Check w07(const std::string& ours, const std::string& theirs) {
    return check_tags(Case(tagged(ours, ""), tagged(theirs, "").without_build()).input());
}

TEST(W07, passes_where_our_tags_cover_upstreams) {
    expect(w07("py3-none-any", "py3-none-any"), CheckStatus::pass);
    expect(w07("py2.py3-none-any", "py2.py3-none-any"), CheckStatus::pass);
    expect(w07("cp311-cp311-manylinux_2_36_x86_64",
               "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64"),
           CheckStatus::pass);
    expect(w07("cp39-abi3-manylinux_2_17_x86_64", "cp39-abi3-manylinux_2_17_x86_64"),
           CheckStatus::pass);
}

TEST(W07, fails_where_they_do_not) {
    expect(w07("py3-none-any", "py2.py3-none-any"), CheckStatus::fail, "do not cover");
    expect(w07("cp311-cp311-manylinux_2_17_x86_64", "cp39-abi3-manylinux_2_17_x86_64"),
           CheckStatus::fail, "do not cover");
    expect(w07("py2.py3-none-any", "py3-none-any"), CheckStatus::fail,
           "py2-none is not upstream's");
    expect(check_tags(Case(Sample{}).input()), CheckStatus::skipped);
}

Check w08(const Sample& sample) {
    return check_platform(Case(sample).input());
}

TEST(W08, passes_for_pure_wheels_and_for_truthful_platforms) {
    expect(w08(Sample{}), CheckStatus::pass);
    expect(w08(Sample{}.make_native(RawElf{.versions = {{"libc.so.6", {"GLIBC_2.17"}}}}.bytes())),
           CheckStatus::pass, "glibc 2.17");
}

TEST(W08, fails_where_the_platform_promises_too_much) {
    expect(w08(Sample{}.make_native(RawElf{.versions = {{"libc.so.6", {"GLIBC_2.34"}}}}.bytes())),
           CheckStatus::fail,
           "needs GLIBC_2.34 (libc.so.6), more than manylinux_2_17_x86_64 promises");
    expect(w08(Sample{}.make_native(
               RawElf{.versions = {{"libstdc++.so.6", {"GLIBCXX_3.4.30"}}}}.bytes())),
           CheckStatus::fail, "GLIBCXX_3.4.30");
    expect(w08(Sample{}.make_native(RawElf{.machine = 183}.bytes())), CheckStatus::fail,
           "is for aarch64");
}

TEST(W08, fails_for_a_bare_linux_tag_and_for_native_code_in_a_wheel_for_any_platform) {
    auto bare = Sample{}.make_native(RawElf{}.bytes());
    bare.file_name = "pkg-1.0-1-cp311-cp311-linux_x86_64.whl";
    expect(w08(bare), CheckStatus::fail, "auditwheel");
    Sample any;
    any.add("pkg/x.so", RawElf{}.bytes());
    expect(w08(any), CheckStatus::fail, "does not fit the tag any");
    expect(w08(any), CheckStatus::fail, "Root-Is-Purelib");
}

TEST(W08, fails_for_a_platform_without_native_code_which_is_a_lost_extension) {
    auto lost = Sample{}.make_native("");
    lost.remove("pkg/_fast.cpython-311-x86_64-linux-gnu.so");
    expect(w08(lost), CheckStatus::fail, "no member is native");
    auto theirs = lost;
    expect(check_platform(Case(lost, theirs.without_build()).input()), CheckStatus::warn,
           "so is upstream's");
}

}  // namespace
}  // namespace spoke::factory
