#include "verify/venv_config.hpp"

#include <gtest/gtest.h>

namespace spoke::verify {
namespace {

std::string codes(const VenvConfig& config) {
    std::string out;
    for (const auto& finding : config.findings) out += finding.code + " ";
    return out;
}

}  // namespace

TEST(VenvConfig, reads_what_venv_uv_and_virtualenv_write) {
    const auto venv = parse_venv_config(
        "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n"
        "prompt = 'demo'\nexecutable = /usr/bin/python3.11\n");
    EXPECT_EQ(venv.home, "/usr/bin");
    EXPECT_EQ(venv.python, "3.11");
    EXPECT_EQ(venv.prompt, "demo");
    EXPECT_FALSE(venv.system_site_packages);
    EXPECT_TRUE(venv.findings.empty());
    const auto virtualenv = parse_venv_config(
        "home = /usr/bin\r\nInclude-System-Site-Packages = FALSE\r\n"
        "version_info = 3.13.0.final.0\r\nuv = 0.13.9\r\n");
    EXPECT_EQ(virtualenv.python, "3.13");
    EXPECT_TRUE(virtualenv.findings.empty()) << codes(virtualenv);
}

/// Only "false" is off: Python strips and lowers more than we do.
TEST(VenvConfig, V4_system_packages_are_off_only_where_both_readers_say_so) {
    for (const std::string value : {"true", "True", "TRUE ", "", "false\xc2\xa0", "0"})
        EXPECT_TRUE(parse_venv_config("home = /usr/bin\ninclude-system-site-packages = " + value)
                        .system_site_packages)
            << value;
    EXPECT_TRUE(parse_venv_config("home = /usr/bin\n").system_site_packages);
}

TEST(VenvConfig, V4_what_pythons_readers_take_differently_is_an_error) {
    const std::string good = "home = /usr/bin\ninclude-system-site-packages = false\n";
    for (const std::string line :
         {"home = /tmp/evil", "HOME = /tmp/evil", "x = y\rhome = /tmp/evil",
          "\x0cinclude-system-site-packages = true", "\xc2\xa0home = /tmp/evil",
          "home\xe2\x80\x80= /tmp/evil"})
        EXPECT_NE(codes(parse_venv_config(good + line + "\n")), "") << line;
}

TEST(VenvConfig, a_home_that_is_no_path_is_an_error) {
    EXPECT_EQ(codes(parse_venv_config("include-system-site-packages = false\n")), "home ");
    EXPECT_EQ(codes(parse_venv_config("home = bin\ninclude-system-site-packages = false")),
              "home ");
}

/// The prompt stands in activation scripts, where a shell would run it.
TEST(VenvConfig, V4_a_prompt_with_shell_characters_is_not_taken) {
    EXPECT_EQ(parse_venv_config("prompt = '$(evil)'\n").prompt, "");
    EXPECT_EQ(parse_venv_config("prompt = a'b\n").prompt, "");
    EXPECT_EQ(parse_venv_config("prompt = my-project 1.0\n").prompt, "my-project 1.0");
}

}  // namespace spoke::verify
