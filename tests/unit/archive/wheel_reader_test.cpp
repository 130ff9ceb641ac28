#include "archive/wheel_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/archive/raw_zip.hpp"

namespace spoke::archive {
namespace {

using test::RawMember;
using test::RawZip;

std::vector<RawMember> members(const std::string& dist_info) {
    return {{.name = "pkg/__init__.py", .data = "x = 1\n"},
            {.name = dist_info + "/METADATA", .data = "Metadata-Version: 2.1\r\nName: pkg\n\n"},
            {.name = dist_info + "/WHEEL", .data = "Wheel-Version: 1.0\n"},
            {.name = dist_info + "/RECORD", .data = "\n"}};
}

Result<WheelReader> open(std::vector<RawMember> all) {
    return WheelReader::open_bytes(RawZip{.members = std::move(all)}.bytes(), {});
}

TEST(WheelReader, answers_metadata_byte_for_byte) {
    auto wheel = open(members("pkg-1.0.dist-info"));
    ASSERT_TRUE(wheel) << wheel.error().describe();
    EXPECT_EQ(wheel->dist_info(), "pkg-1.0.dist-info");
    EXPECT_EQ(wheel->metadata().value(), "Metadata-Version: 2.1\r\nName: pkg\n\n");
    EXPECT_EQ(wheel->wheel().value(), "Wheel-Version: 1.0\n");
    EXPECT_EQ(wheel->record().value(), "\n");
    EXPECT_EQ(wheel->find_in_dist_info("entry_points.txt").value(), std::nullopt);
    EXPECT_EQ(wheel->find("pkg/__init__.py").value(), "x = 1\n");
    EXPECT_EQ(wheel->read_members().value().size(), 4U);
}

TEST(WheelReader, I16_a_second_dist_info_is_refused) {
    for (const std::string second :
         {"other-1.0.dist-info/METADATA", "pkg-1.0.Dist-Info/x", "PKG-1.0.dist-info/x"}) {
        auto all = members("pkg-1.0.dist-info");
        all.push_back({.name = second, .data = "x"});
        EXPECT_FALSE(open(all)) << second;
    }
}

TEST(WheelReader, I16_a_second_whole_dist_info_is_refused) {
    auto all = members("pkg-1.0.dist-info");
    for (auto& member : members("other-1.0.dist-info"))
        if (member.name.find(".dist-info") != std::string::npos) all.push_back(member);
    const auto wheel = open(all);
    ASSERT_FALSE(wheel);
    EXPECT_NE(wheel.error().message.find("two .dist-info folders"), std::string::npos);
}

TEST(WheelReader, a_wheel_without_one_of_its_three_files_is_refused) {
    for (std::size_t missing = 1; missing < 4; ++missing) {
        auto all = members("pkg-1.0.dist-info");
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(missing));
        const auto wheel = open(all);
        ASSERT_FALSE(wheel);
        EXPECT_NE(wheel.error().message.find("the wheel has no pkg-1.0.dist-info/"),
                  std::string::npos);
    }
    EXPECT_FALSE(open({{.name = "a.py", .data = "x"}}));
}

TEST(WheelReader, a_dist_info_deeper_down_is_no_dist_info) {
    auto all = members("pkg-1.0.dist-info");
    all.push_back({.name = "pkg/_vendor/other-1.0.dist-info/METADATA", .data = "x"});
    EXPECT_TRUE(open(all));
}

}  // namespace
}  // namespace spoke::archive
