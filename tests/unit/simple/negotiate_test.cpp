#include "simple/negotiate.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spoke::simple {
namespace {

constexpr auto k_json = Representation::json;
constexpr auto k_v1_html = Representation::v1_html;
constexpr auto k_html = Representation::html;

TEST(Negotiate, real_clients_get_what_they_read) {
    const std::string json = "application/vnd.pypi.simple.v1+json";
    const std::vector<std::pair<std::string, std::optional<Representation>>> table = {
        // pip, unearth, Renovate; uv; poetry
        {json + ", application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01", k_json},
        {json + ", application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01", k_json},
        {json + ", */*;q=0.1", k_json},
        // browsers, plain libraries, hatch
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", k_html},
        {"*/*", k_html},
        {"text/*", k_html},
        {"", k_html},
        {"   ", k_html},
        {"application/vnd.pypi.simple.v1+html", k_v1_html},
        {"application/vnd.pypi.simple.latest+json", k_json},
        {"application/vnd.pypi.simple.latest+html", k_v1_html},
    };
    for (const auto& [accept, expected] : table) EXPECT_EQ(negotiate(accept), expected) << accept;
    EXPECT_EQ(negotiate(std::nullopt), k_html);
}

TEST(Negotiate, q_values_follow_the_rfc) {
    const std::string json = "application/vnd.pypi.simple.v1+json";
    const std::string html = "application/vnd.pypi.simple.v1+html";
    const std::vector<std::pair<std::string, std::optional<Representation>>> table = {
        {json + ";q=0.5, text/html;q=0.5", k_json},
        {"text/html;q=0.5, " + json + ";q=0.5", k_json},
        {json + ";q=0.499, text/html;q=0.5", k_html},
        {json + ";q=0.001", k_json},
        {json + ";q=0", std::nullopt},
        {json + ";q=0, */*", k_html},
        {"text/html;q=0, */*", k_json},
        {"text/html;q=0, " + json + ";q=0, */*;q=0.3", k_v1_html},
        {"text/*;q=0.1, text/html;q=0", std::nullopt},
        {"application/*", k_json},
        {json + ";Q=0.2, TEXT/HTML ; q = 0.9", k_html},
        {html + ";q=0.9;ext=\"a,b;q=0\", " + json + ";q=0.8", k_v1_html},
        // a malformed element is skipped, not the header
        {json + ";q=2, text/html;q=0.1", k_html},
        {json + ";q=abc, text/html", k_html},
        {json + ";q=0.1234, text/html;q=0.001", k_html},
        {",,;q=1, /, " + json, k_json},
        {"application/vnd.pypi.simple.v2+json, application/json", std::nullopt},
        {"application/json", std::nullopt},
        {"image/png", std::nullopt},
    };
    for (const auto& [accept, expected] : table) EXPECT_EQ(negotiate(accept), expected) << accept;
}

TEST(Negotiate, the_format_parameter_knows_both_spellings_of_plus) {
    EXPECT_EQ(representation_of_format("application/vnd.pypi.simple.v1+json"), k_json);
    EXPECT_EQ(representation_of_format("application/vnd.pypi.simple.v1 json"), k_json);
    EXPECT_EQ(representation_of_format("text/html"), k_html);
    EXPECT_EQ(representation_of_format("json"), std::nullopt);
    EXPECT_EQ(representation_of_format(""), std::nullopt);
}

TEST(Negotiate, each_representation_has_its_exact_type) {
    EXPECT_EQ(content_type(k_json), "application/vnd.pypi.simple.v1+json");
    EXPECT_TRUE(content_type(k_html).starts_with("text/html; charset="));
    EXPECT_TRUE(content_type(k_v1_html).starts_with("application/vnd.pypi.simple.v1+html"));
}

}  // namespace
}  // namespace spoke::simple
