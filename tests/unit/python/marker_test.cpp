#include "python/marker.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::python {

namespace {

Marker marker_of(std::string_view text) {
    auto marker = Marker::parse(text);
    EXPECT_TRUE(marker) << text << ": " << (marker ? "" : marker.error().message);
    return marker ? *marker : Marker::parse("os_name == 'x'").value();
}

bool holds(std::string_view text, const MarkerEnvironment& environment = debian12_environment()) {
    const auto value = marker_of(text).evaluate(environment);
    EXPECT_TRUE(value) << text;
    return value.value_or(false);
}

}  // namespace

TEST(Marker, versions_are_compared_as_versions) {
    EXPECT_TRUE(holds("python_version >= '3.9'"));
    EXPECT_TRUE(holds("'3.9' <= python_version"));
    EXPECT_FALSE(holds("python_version < '3.2'"));
    EXPECT_TRUE(holds("python_version ~= '3.10'"));
    EXPECT_TRUE(holds("python_full_version == '3.11.*'"));
    EXPECT_TRUE(holds("python_version in '3.10 3.11'"));
    EXPECT_TRUE(holds("python_version not in '2.7'"));
    EXPECT_TRUE(holds("python_version === '3.11'"));
}

TEST(Marker, other_variables_are_compared_as_text) {
    EXPECT_TRUE(holds("sys_platform == 'linux'"));
    EXPECT_FALSE(holds("os_name == 'POSIX'"));
    EXPECT_FALSE(holds("platform_machine < 'zzz'"));
    EXPECT_TRUE(holds("platform_machine <= 'x86_64'"));
    EXPECT_TRUE(holds("'linux' in sys_platform"));
    EXPECT_TRUE(holds("python_version == '3.11' and platform_system != 'Windows'"));
}

TEST(Marker, and_binds_closer_than_or) {
    EXPECT_TRUE(holds("os_name == 'posix' or os_name == 'x' and os_name == 'y'"));
    EXPECT_FALSE(holds("(os_name == 'posix' or os_name == 'x') and os_name == 'y'"));
}

TEST(Marker, old_names_of_variables_are_known) {
    EXPECT_TRUE(holds("python_implementation == 'CPython'"));
    EXPECT_TRUE(holds("os.name == 'posix' and sys.platform == 'linux'"));
    EXPECT_EQ(marker_of("platform.python_implementation=='x'").text(),
              "platform_python_implementation == \"x\"");
}

TEST(Marker, extras_are_compared_in_normalized_form) {
    auto environment = debian12_environment();
    EXPECT_FALSE(holds("extra == 'Dev_Tools'", environment));
    environment.extra = "dev.tools";
    EXPECT_TRUE(holds("extra == 'Dev_Tools'", environment));
    EXPECT_EQ(marker_of("'Dev_Tools' == extra").text(), "\"dev-tools\" == extra");
    EXPECT_TRUE(marker_of("os_name == 'x' or (extra == 'a')").mentions_extra());
    EXPECT_FALSE(marker_of("os_name == 'extra'").mentions_extra());
}

TEST(Marker, any_wanted_extra_satisfies) {
    const auto marker = marker_of("extra == 'a' and os_name == 'posix'");
    EXPECT_TRUE(marker.evaluate_with_extras(debian12_environment(), {"b", "A"}).value());
    EXPECT_FALSE(marker.evaluate_with_extras(debian12_environment(), {"b"}).value());
    EXPECT_TRUE(
        marker_of("extra != 'a'").evaluate_with_extras(debian12_environment(), {"a"}).value());
}

TEST(Marker, comparisons_without_meaning_are_found_whatever_the_rest_says) {
    for (const char* text :
         {"os_name ~= 'posix'", "os_name === 'posix'", "'a' == 'b'", "extras == 'x'",
          "'x' in dependency_groups", "os_name == 'posix' or 'a' == 'b'"})
        EXPECT_FALSE(marker_of(text).evaluate(debian12_environment())) << text;
}

TEST(Marker, untagged_python_builds_are_versions) {
    auto environment = debian12_environment();
    environment.python_full_version = "3.14.0a1+";
    EXPECT_TRUE(holds("python_full_version >= '3.14.0a1'", environment));
}

TEST(Marker, malformed_markers_are_refused) {
    for (const char* bad : {"",
                            "os_name",
                            "os_name ==",
                            "os_name == 'x",
                            "os_name == x",
                            "os_name = 'x'",
                            "foo == 'x'",
                            "os_name == 'x' and",
                            "(os_name == 'x'",
                            "os_name == 'x')",
                            "os_name == 'x' os_name == 'y'",
                            "os_name not 'x'",
                            "os_name notin 'x'",
                            "os_name in'x' xor",
                            "os_names == 'x'",
                            "os_name == 'a\nb'",
                            "os_name == '\\x4'",
                            "os_name == '\\N{DASH}'",
                            "os_name == '\\ud800'",
                            "'x' inos_name"})
        EXPECT_FALSE(Marker::parse(bad)) << bad;
}

TEST(Marker, text_is_normalized_and_parses_to_itself) {
    const std::pair<const char*, const char*> rows[] = {
        {" os_name=='x' ", "os_name == \"x\""},
        {"((os_name=='x'))", "os_name == \"x\""},
        {"(os_name=='x')and(os_name=='y'or os_name=='z')",
         "os_name == \"x\" and (os_name == \"y\" or os_name == \"z\")"},
        {"os_name == 'a\"b'", "os_name == 'a\"b'"},
        {"os_name not  in 'x'", "os_name not in \"x\""},
        {"os_name == '\\x41\\101\\u00e9'", "os_name == \"AA\xC3\xA9\""},
    };
    for (const auto& [written, text] : rows) {
        EXPECT_EQ(marker_of(written).text(), text);
        EXPECT_EQ(marker_of(text).text(), text);
    }
}

TEST(Marker, depth_and_size_are_bounded) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + "os_name == 'x'" + std::string(depth, ')');
    };
    EXPECT_TRUE(Marker::parse(nested(Marker::k_max_depth)));
    EXPECT_FALSE(Marker::parse(nested(Marker::k_max_depth + 1)));
    EXPECT_FALSE(Marker::parse(nested(30000)));
    EXPECT_FALSE(Marker::parse("os_name == '" + std::string(Marker::k_max_bytes, 'x') + "'"));
}

}  // namespace spoke::python
