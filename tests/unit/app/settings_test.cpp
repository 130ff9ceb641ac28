#include "app/settings.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"

namespace spoke::app {
namespace {

Result<Settings> read(std::string_view text) {
    auto folder = base::TemporaryFolder::make("spoke-settings").value();
    const auto path = folder.path() / "spokeshave.toml";
    EXPECT_TRUE(base::write_file_atomically(path, text));
    Settings settings;
    SPOKE_TRY(read_settings_file(path, settings));
    return settings;
}

}  // namespace

TEST(Settings, a_file_sets_what_it_names) {
    const auto settings = read(
        "data = \"/srv/spoke\"\nlisten = \"127.0.0.1:9000\"\nallow_sdist_source = true\n"
        "builders = 3\nbuild_time = \"5m\"\nexternal_url = \"https://packages.example/\"\n");
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->data, "/srv/spoke");
    EXPECT_EQ(settings->listen, "127.0.0.1:9000");
    EXPECT_TRUE(settings->allow_sdist_source);
    EXPECT_EQ(settings->builders, 3);
    EXPECT_EQ(settings->build_time, std::chrono::minutes(5));
    EXPECT_EQ(settings->external_url, "https://packages.example");
}

/// The supervisor hands each role its settings as they are shown.
TEST(Settings, a_duration_is_shown_so_that_it_is_read_back_as_it_was) {
    for (const auto* text : {"20s", "90s", "2m", "3h"}) {
        Settings settings;
        Settings back;
        for (const auto& row : settings_table()) {
            if (row.key != "build_time") continue;
            ASSERT_TRUE(row.set(settings, text));
            ASSERT_TRUE(row.set(back, row.show(settings))) << row.show(settings);
        }
        EXPECT_EQ(back.build_time, settings.build_time) << text;
    }
}

TEST(Settings, an_unknown_key_is_refused_with_its_place_and_the_nearest_right_one) {
    const auto settings = read("data = \"/srv/spoke\"\nlisten = \"127.0.0.1:1\"\nbuilder = 3\n");
    ASSERT_FALSE(settings);
    EXPECT_NE(
        settings.error().message.find("spokeshave.toml:3:1: unknown setting \"builder\"; did you "
                                      "mean \"builders\"?"),
        std::string::npos)
        << settings.error().message;
}

TEST(Settings, wrong_values_are_refused_with_their_place) {
    for (const char* bad : {"builders = 0", "builders = \"many\"", "allow_sdist_source = \"true\"",
                            "listen = [1]", "build_time = 30", "log_level = \"inof\"",
                            "external_url = \"ftp://x\"", "data = \"\"", "broken"}) {
        const auto settings = read(bad);
        ASSERT_FALSE(settings) << bad;
        EXPECT_NE(settings.error().message.find("spokeshave.toml:1:"), std::string::npos)
            << settings.error().message;
    }
}

TEST(Settings, I15_an_upstream_that_overlaps_the_data_folder_is_refused) {
    auto folder = base::TemporaryFolder::make("spoke-settings").value();
    std::filesystem::create_directories(folder.path() / "data" / "up");
    Settings settings;
    settings.data = folder.path() / "data";
    settings.upstream = folder.path() / "data" / "up";
    EXPECT_FALSE(check_settings(settings));
    settings.upstream = folder.path();
    EXPECT_FALSE(check_settings(settings));
    std::filesystem::create_directories(folder.path() / "other");
    settings.upstream = folder.path() / "other";
    EXPECT_TRUE(check_settings(settings));
    std::filesystem::create_symlink(folder.path() / "data" / "up", folder.path() / "link");
    settings.upstream = folder.path() / "link";
    EXPECT_FALSE(check_settings(settings));
}

TEST(Settings, the_reference_lists_every_key) {
    const std::string text = render_settings_reference();
    for (const auto& row : settings_table())
        EXPECT_NE(text.find("`" + row.key + "`"), std::string::npos) << row.key;
}

}  // namespace spoke::app
