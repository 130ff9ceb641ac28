#include "python/entry_points.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

TEST(EntryPoints, groups_and_references_are_read) {
    const auto points =
        EntryPoints::parse(
            "# comment\n[console_scripts]\r\nrun = pkg.main:cli.start [x, y]\n; "
            "comment\nold=pkg\n\n"
            "[ my.plugins ]\na b = not a reference:\n[console_scripts]\nthird = m : f\n")
            .value();
    ASSERT_EQ(points.groups.size(), 2U);
    const auto& scripts = points.console_scripts();
    ASSERT_EQ(scripts.size(), 3U);
    EXPECT_EQ(
        scripts[0],
        (EntryPoint{"run", "pkg.main:cli.start [x, y]", "pkg.main", "cli.start", {"x", "y"}}));
    EXPECT_EQ(scripts[1], (EntryPoint{"old", "pkg", "pkg", "", {}}));
    EXPECT_EQ(scripts[2], (EntryPoint{"third", "m : f", "m", "f", {}}));
    EXPECT_EQ(points.find("my.plugins")->entry_points[0],
              (EntryPoint{"a b", "not a reference:", "", "", {}}));
    EXPECT_TRUE(points.gui_scripts().empty());
    EXPECT_EQ(points.find("missing"), nullptr);
}

TEST(EntryPoints, malformed_lines_are_refused_by_number) {
    for (const char* bad :
         {"a = b", "[x]\nno equals", "[x]\n= b", "[]\na = b", "[x]\na = b\na = c", "[x]\n\xFF = b"})
        EXPECT_FALSE(EntryPoints::parse(bad)) << bad;
    const auto points = EntryPoints::parse("[x]\n\nbad\n");
    ASSERT_FALSE(points);
    EXPECT_NE(points.error().message.find("line 3"), std::string::npos) << points.error().message;
    EXPECT_EQ(EntryPoints::parse(std::string(EntryPoints::k_max_bytes + 1, '\n')).error().code,
              ErrorCode::too_large);
}

TEST(EntryPoints, an_empty_file_has_no_groups) {
    for (const char* empty : {"", "\n\n", "# only a comment"})
        EXPECT_TRUE(EntryPoints::parse(empty).value().groups.empty());
}

}  // namespace spoke::python
