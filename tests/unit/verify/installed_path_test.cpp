#include "verify/installed_path.hpp"

#include <gtest/gtest.h>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::MadeEnvironment;
using tests::must;

const std::string k_site = "lib/python3.11/site-packages";

std::string placed(const Environment& environment, std::string_view member) {
    const auto place =
        installed_path(environment, environment.sites[0], "a-1.dist-info", "a", member);
    return place ? place->path : "nowhere";
}

}  // namespace

TEST(InstalledPath, members_and_schemes_go_where_installers_put_them) {
    MadeEnvironment made;
    const auto environment = must(open_environment(made.root()));
    EXPECT_EQ(placed(environment, "a/b.py"), k_site + "/a/b.py");
    EXPECT_EQ(placed(environment, "a-1.data/purelib/a.py"), k_site + "/a.py");
    EXPECT_EQ(placed(environment, "a-1.data/scripts/run"), "bin/run");
    EXPECT_EQ(placed(environment, "a-1.data/data/share/x"), "share/x");
    EXPECT_EQ(placed(environment, "a-1.data/headers/a.h"), "include/site/python3.11/a/a.h");
    EXPECT_EQ(placed(environment, "a-1.data/other/x"), "nowhere");
    EXPECT_EQ(placed(environment, "b-1.data/scripts/run"), k_site + "/b-1.data/scripts/run");
}

TEST(InstalledPath, V5_recorded_paths_stay_inside) {
    MadeEnvironment made;
    const auto environment = must(open_environment(made.root()));
    EXPECT_EQ(must(recorded_path(environment, k_site, "../../../bin/x")), "bin/x");
    EXPECT_EQ(must(recorded_path(environment, k_site, "a/./b.py")), k_site + "/a/b.py");
    for (const std::string_view path : {"../../../../x", "/etc/passwd", "", "../../.."})
        EXPECT_FALSE(recorded_path(environment, path.empty() ? "" : k_site, path)) << path;
    EXPECT_FALSE(recorded_path(environment, k_site, "../../bin/../../../x"));
}

}  // namespace spoke::verify
