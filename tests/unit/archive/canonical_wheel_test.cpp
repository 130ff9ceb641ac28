#include "archive/canonical_wheel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "archive/wheel_reader.hpp"
#include "base/encoding.hpp"
#include "unit/archive/python_probe.hpp"

namespace spoke::archive {
namespace {

constexpr std::string_view k_dist_info = "pkg-1.0.dist-info";
constexpr std::string_view k_wheel_text =
    "Wheel-Version: 1.0\nGenerator: flit 3.12.0\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: "
    "py3-none-any\n";

std::vector<Member> built() {
    return {{"pkg-1.0.dist-info/RECORD", "old", Executable::no},
            {"pkg-1.0.dist-info/WHEEL", std::string(k_wheel_text), Executable::no},
            {"pkg-1.0.dist-info/METADATA", "Name: pkg\r\nVersion: 1.0\r\n", Executable::no},
            {"pkg-1.0.dist-info/RECORD.jws", "sig", Executable::no},
            {"pkg/z.py", "z", Executable::no},
            {"pkg/a, b.py", "a", Executable::yes},
            {"pkg/__pycache__/z.cpython-311.pyc", "c", Executable::no},
            {"pkg/old.pyc", "c", Executable::no},
            {"zzz.py", "z", Executable::no}};
}

std::vector<std::string> paths(const std::vector<Member>& members) {
    std::vector<std::string> out;
    for (const auto& member : members) out.push_back(member.path);
    return out;
}

TEST(CanonicalWheel, members_are_sorted_with_dist_info_last_and_leavings_dropped) {
    const auto members = make_canonical_members(built(), k_dist_info, {});
    ASSERT_TRUE(members);
    EXPECT_EQ(paths(*members),
              (std::vector<std::string>{"pkg/a, b.py", "pkg/z.py", "zzz.py",
                                        "pkg-1.0.dist-info/METADATA", "pkg-1.0.dist-info/WHEEL"}));
    EXPECT_EQ((*members)[3].bytes, "Name: pkg\r\nVersion: 1.0\r\n")
        << "other bytes are not touched";
    EXPECT_EQ((*members)[4].bytes, k_wheel_text);
}

std::string wheel_file(std::string text, const WheelChanges& changes) {
    auto members = built();
    members[1].bytes = std::move(text);
    return make_canonical_members(members, k_dist_info, changes).value().back().bytes;
}

TEST(CanonicalWheel, tags_and_build_are_edited_in_place) {
    EXPECT_EQ(wheel_file(std::string(k_wheel_text), {.tags = {{"py3-none-any"}}, .build = "1"}),
              "Wheel-Version: 1.0\nGenerator: flit 3.12.0\nRoot-Is-Purelib: true\nTag: "
              "py3-none-any\nBuild: 1\n");
    EXPECT_EQ(wheel_file("Wheel-Version: 1.0\ntag: a-b-c\nBuild: 7\nX: y\n\n",
                         {.tags = {{"d-e-f", "g-h-i"}}, .build = "8"}),
              "Wheel-Version: 1.0\nTag: d-e-f\nTag: g-h-i\nBuild: 8\nX: y\n\n");
    EXPECT_EQ(wheel_file("Wheel-Version: 1.0\r\n\r\n", {.tags = {}, .build = "1"}),
              "Wheel-Version: 1.0\r\nBuild: 1\n\r\n")
        << "the blank line stays last";
    EXPECT_EQ(wheel_file("Wheel-Version: 1.0", {.tags = {}, .build = "1"}),
              "Wheel-Version: 1.0\nBuild: 1\n");
}

TEST(CanonicalWheel, record_is_made_anew_and_stands_last) {
    auto members = make_canonical_members(built(), k_dist_info, {}).value();
    members.push_back({"pkg-1.0.dist-info/sboms/spokeshave.spdx.json", "{}", Executable::no});
    auto wheel =
        WheelReader::open_bytes(write_canonical_wheel(members, k_dist_info, {}).value(), {});
    ASSERT_TRUE(wheel) << wheel.error().describe();
    EXPECT_EQ(wheel->entries().back().name, "pkg-1.0.dist-info/RECORD");
    const auto record = wheel->record().value();
    EXPECT_TRUE(record.starts_with(
        "\"pkg/a, b.py\",sha256=ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs,1\n"))
        << record;
    EXPECT_TRUE(record.ends_with("\npkg-1.0.dist-info/RECORD,,\n")) << record;
    EXPECT_EQ(std::ranges::count(record, '\n'), 7);
}

TEST(CanonicalWheel, canonical_of_canonical_is_identical_whatever_the_order_was) {
    const auto epoch = base::parse_rfc3339("2021-05-11T21:43:42Z").value();
    const auto once =
        write_canonical_wheel(make_canonical_members(built(), k_dist_info, {}).value(), k_dist_info,
                              epoch)
            .value();
    auto reader = WheelReader::open_bytes(once, {});
    ASSERT_TRUE(reader);
    auto members = reader->read_members().value();
    std::ranges::reverse(members);
    const auto twice =
        write_canonical_wheel(make_canonical_members(members, k_dist_info, {}).value(), k_dist_info,
                              epoch)
            .value();
    EXPECT_EQ(once, twice);
}

TEST(CanonicalWheel, pythons_csv_and_hashlib_agree_with_record) {
    const auto bytes =
        write_canonical_wheel(make_canonical_members(built(), k_dist_info, {}).value(), k_dist_info,
                              {})
            .value();
    EXPECT_EQ(test::ask_python(R"(
import base64, csv, hashlib, io, zipfile
z = zipfile.ZipFile(path)
rows = list(csv.reader(io.StringIO(z.read('pkg-1.0.dist-info/RECORD').decode())))
assert [r[0] for r in rows] == z.namelist()
for name, digest, size in rows[:-1]:
    data = z.read(name)
    assert digest == 'sha256=' + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('='), name
    assert int(size) == len(data)
print(rows[-1])
)",
                               bytes),
              "['pkg-1.0.dist-info/RECORD', '', '']\n");
}

TEST(CanonicalWheel, paths_against_the_rules_are_refused) {
    auto members = built();
    members.push_back({"../evil.py", "x", Executable::no});
    EXPECT_FALSE(make_canonical_members(members, k_dist_info, {}));
    members.back().path = "PKG/z.py";
    EXPECT_FALSE(make_canonical_members(members, k_dist_info, {}));
}

TEST(CanonicalWheel, V5_only_the_exact_names_stand_outside_the_payload) {
    auto members = make_canonical_members(built(), k_dist_info, {}).value();
    const auto before = crypto::payload_digest(payload_files(members, k_dist_info), k_dist_info);
    for (const std::string name :
         {"RECORD", "sboms/spokeshave.spdx.json", "spokeshave.payload.dsse.json"})
        members.push_back({std::string(k_dist_info) + "/" + name, "x", Executable::no});
    EXPECT_EQ(crypto::payload_digest(payload_files(members, k_dist_info), k_dist_info), before);
    for (const std::string name :
         {"sboms/spokeshave.other.json", "spokeshave.payload", "sboms/x.json"}) {
        auto more = members;
        more.push_back({std::string(k_dist_info) + "/" + name, "x", Executable::no});
        EXPECT_NE(crypto::payload_digest(payload_files(more, k_dist_info), k_dist_info), before)
            << name;
    }
    EXPECT_FALSE(is_outside_payload("pkg/RECORD", k_dist_info));
    EXPECT_FALSE(is_outside_payload("pkg/pkg-1.0.dist-info/RECORD", k_dist_info));
}

TEST(CanonicalWheel, F13_reserved_names_are_known_in_any_case) {
    EXPECT_TRUE(is_reserved_member("pkg-1.0.dist-info/spokeshave.payload.dsse.json", k_dist_info));
    EXPECT_TRUE(is_reserved_member("pkg-1.0.dist-info/Spokeshave.x", k_dist_info));
    EXPECT_TRUE(is_reserved_member("pkg-1.0.dist-info/sboms/spokeshave.spdx.json", k_dist_info));
    EXPECT_TRUE(is_reserved_member("PKG-1.0.dist-info/SBOMS/SPOKESHAVE.y", k_dist_info));
    EXPECT_FALSE(is_reserved_member("pkg-1.0.dist-info/sboms/auditwheel.cdx.json", k_dist_info));
    EXPECT_FALSE(is_reserved_member("pkg/spokeshave.py", k_dist_info));
}

}  // namespace
}  // namespace spoke::archive
