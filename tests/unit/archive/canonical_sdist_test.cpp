#include "archive/canonical_sdist.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/encoding.hpp"
#include "unit/archive/packed.hpp"
#include "unit/archive/python_probe.hpp"
#include "unit/archive/raw_tar.hpp"

namespace spoke::archive {
namespace {

using test::as_file;
using test::gzip;
using test::raw_tar;
using test::RawTarMember;

python::SdistName name() {
    return python::SdistName::parse("My.Pkg-1.0.tar.gz").value();
}

Result<std::string> canonical(const std::string& bytes) {
    const auto file = as_file(bytes);
    return make_canonical_sdist(file.get(), name(),
                                base::parse_rfc3339("2021-05-11T21:43:42Z").value(), {});
}

TEST(CanonicalSdist, python_reads_the_canonical_form) {
    const auto sdist =
        canonical(gzip(raw_tar(RawTarMember{.name = "My.Pkg-1.0/", .type = '5'},
                               RawTarMember{.name = "My.Pkg-1.0/z.py", .data = "z", .mode = 0777},
                               RawTarMember{.name = "My.Pkg-1.0/a.py", .data = "a", .mode = 0600},
                               RawTarMember{.name = "My.Pkg-1.0/l", .type = '2', .link = "a.py"})));
    ASSERT_TRUE(sdist) << sdist.error().describe();
    EXPECT_EQ(base::to_hex(sdist->substr(0, 10)), "1f8b0800000000000003")
        << "no time, no name, Unix";
    EXPECT_EQ(test::ask_python(R"(
import tarfile
for i in tarfile.open(path, 'r:gz'):
    assert (i.uid, i.gid, i.uname, i.gname, i.mtime) == (0, 0, '', '', 1620769422), i.get_info()
    assert not i.pax_headers
    print(i.name, oct(i.mode), i.type.decode(), i.linkname or i.size)
)",
                               *sdist),
              "my_pkg-1.0/a.py 0o644 0 1\nmy_pkg-1.0/l 0o755 2 a.py\nmy_pkg-1.0/z.py 0o755 0 1\n");
}

TEST(CanonicalSdist, canonical_of_canonical_is_identical_and_packing_does_not_matter) {
    const auto tar = raw_tar(RawTarMember{.name = "p/z", .data = std::string(100000, 'z')},
                             RawTarMember{.name = "p/a", .data = "a", .time = 5});
    const auto other = raw_tar(RawTarMember{.name = "p/", .type = '5', .mode = 0700},
                               RawTarMember{.name = "p/a", .data = "a", .time = 9},
                               RawTarMember{.name = "p/z", .data = std::string(100000, 'z')});
    const auto once = canonical(tar).value();
    EXPECT_EQ(canonical(gzip(other)).value(), once);
    EXPECT_EQ(canonical(once).value(), once);
}

TEST(CanonicalSdist, long_and_non_ascii_names_survive) {
    const std::string tar = test::ask_python(
        "import io, tarfile\nout = io.BytesIO()\nt = tarfile.open(fileobj=out, mode='w')\n"
        "for name in ('p/' + 'x' * 150 + '/' + 'y' * 120, 'p/d\\u00e4ta'):\n"
        "    i = tarfile.TarInfo(name); t.addfile(i)\n"
        "t.close()\nprint(out.getvalue().hex(), end='')",
        "");
    const auto once = canonical(base::from_hex(tar).value());
    ASSERT_TRUE(once) << once.error().describe();
    EXPECT_EQ(canonical(*once).value(), *once);
    EXPECT_EQ(
        test::ask_python(
            "import tarfile\nfor i in tarfile.open(path): print(ascii(i.name[:16]), len(i.name))",
            *once),
        "'my_pkg-1.0/d\\xe4ta' 15\n'my_pkg-1.0/xxxxx' 282\n");
}

}  // namespace
}  // namespace spoke::archive
