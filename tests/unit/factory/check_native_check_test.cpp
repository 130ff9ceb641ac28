#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::RawElf;
using test::Sample;

Check w10(const RawElf& elf) {
    const Case one(Sample{}.make_native(elf.bytes()));
    return check_native(one.input(), one.comparison());
}

TEST(W10, passes_for_an_extension_that_needs_what_every_host_has) {
    expect(w10({}), CheckStatus::pass, "x86_64, full RELRO, needs libc.so.6");
}

TEST(W10, passes_for_a_bundled_library_found_from_its_origin) {
    auto sample = Sample{}.make_native(
        RawElf{.needed = {"libfoo-1a2b3c4d.so.1"}, .runpath = "$ORIGIN/../pkg.libs"}.bytes());
    sample.add("pkg.libs/libfoo-1a2b3c4d.so.1", RawElf{}.bytes());
    const Case one(sample);
    expect(check_native(one.input(), {}), CheckStatus::pass);
}

TEST(W10, fails_for_libraries_from_elsewhere) {
    expect(w10({.needed = {"libfoo.so.1"}}), CheckStatus::fail, "needs libfoo.so.1");
    for (const std::string path : {"/usr/local/lib", "lib", "$ORIGIN/../..", "$ORIGINx"}) {
        expect(w10({.runpath = path}), CheckStatus::fail, "outside the wheel");
        expect(w10({.rpath = path}), CheckStatus::fail, "outside the wheel");
    }
}

TEST(W10, fails_for_text_relocations_and_broken_files_and_warns_of_an_executable_stack) {
    expect(w10({.text_relocations = true}), CheckStatus::fail, "text relocations");
    expect(w10({.executable_stack = true}), CheckStatus::warn, "executable stack");
    const Case one(Sample{}.make_native(RawElf{}.bytes().substr(0, 300)));
    expect(check_native(one.input(), {}), CheckStatus::fail, "broken");
}

TEST(W10, fails_where_native_members_are_not_upstreams) {
    auto theirs = Sample{}.make_native(RawElf{.exports = {"PyInit__fast", "more"}}.bytes());
    const Case one(Sample{}.make_native(RawElf{}.bytes()), theirs.without_build());
    const auto check = check_native(one.input(), one.comparison());
    expect(check, CheckStatus::fail, "exports other symbols");
    EXPECT_EQ(check.failure_class, "native-drift");
}

}  // namespace
}  // namespace spoke::factory
