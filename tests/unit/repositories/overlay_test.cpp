#include "repositories/overlay.hpp"

#include "python/file_name.hpp"

#include "support/test_catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace spoke::repositories {
namespace {

using catalog::FileRow;
using catalog::Tier;
using Rows = std::vector<FileRow>;

base::Moment hour(int number) {
    return *base::parse_rfc3339("2024-01-01T00:00:00Z") + std::chrono::hours(number);
}

FileRow row(const std::string& file_name, Tier tier, int seen) {
    const auto parsed = python::parse_file_name(file_name);
    FileRow result{
        .project = *parsed.project(), .version = parsed.version()->text(), .file_name = file_name};
    result.kind = parsed.kind == python::FileKind::wheel ? catalog::FileKind::wheel
                                                         : catalog::FileKind::sdist;
    result.tier = tier;
    result.sha256 = crypto::sha256(file_name + std::string(to_string(tier)));
    result.upload_time = result.first_seen = hour(seen);
    // Upstreams can say any upload time; what counts is when it was seen here.
    if (tier == Tier::upstream) result.upload_time = hour(-1000);
    return result;
}

std::vector<std::string> shown(const Overlaid& overlaid) {
    std::vector<std::string> names;
    for (const auto& file : overlaid.shown)
        names.push_back(std::string(to_string(file.tier)) + " " + file.file_name);
    std::ranges::sort(names);
    return names;
}

TEST(Overlay, a_rebuild_stands_beside_the_upstream_file_of_its_version) {
    const auto result = overlay({Rows{}, Rows{row("x-2.0-1-py3-none-any.whl", Tier::rebuilt, 5)},
                                 Rows{row("x-2.0-py3-none-any.whl", Tier::upstream, 1),
                                      row("x-2.1-py3-none-any.whl", Tier::upstream, 9)}});
    EXPECT_EQ(shown(result), (std::vector<std::string>{"rebuilt x-2.0-1-py3-none-any.whl",
                                                       "upstream x-2.0-py3-none-any.whl",
                                                       "upstream x-2.1-py3-none-any.whl"}));
    EXPECT_TRUE(result.displaced.empty());
}

TEST(Overlay, I1_an_upstream_file_that_would_outrank_the_rebuild_leaves_the_page) {
    const auto result =
        overlay({Rows{row("x-2.0-1-py3-none-any.whl", Tier::rebuilt, 5)},
                 Rows{row("x-2.0-999-py3-none-any.whl", Tier::upstream, 1),
                      row("x-2.0-cp311-cp311-manylinux_2_17_x86_64.whl", Tier::upstream, 1),
                      row("x-2.0.0-998-py3-none-any.whl", Tier::upstream, 1),
                      row("x-2.0+zzz-py3-none-any.whl", Tier::upstream, 1),
                      row("x-2.0-py3-none-any.whl", Tier::upstream, 1)}});
    EXPECT_EQ(shown(result), (std::vector<std::string>{"rebuilt x-2.0-1-py3-none-any.whl",
                                                       "upstream x-2.0-py3-none-any.whl"}));
    EXPECT_EQ(result.displaced.size(), 4U);
}

TEST(Overlay, I1_an_upstream_file_that_came_after_the_rebuild_leaves_the_page) {
    const auto late = row("x-2.0-cp312-cp312-win_amd64.whl", Tier::upstream, 6);
    const auto result = overlay({Rows{row("x-2.0-1-py3-none-any.whl", Tier::rebuilt, 5),
                                      row("x-2.0-2-py3-none-any.whl", Tier::rebuilt, 9)},
                                 Rows{late, row("x-2.0.zip", Tier::upstream, 7)}});
    EXPECT_EQ(result.displaced.size(), 2U);
    EXPECT_EQ(result.displaced[0].row, late) << "its back-dated upload time does not help it";
}

TEST(Overlay, remediated_stands_before_rebuilt_before_upstream) {
    const auto result = overlay({Rows{row("x-2.0+spoke.1-1-py3-none-any.whl", Tier::remediated, 6)},
                                 Rows{row("x-2.0-1-py3-none-any.whl", Tier::rebuilt, 5)},
                                 Rows{row("x-2.0-py3-none-any.whl", Tier::upstream, 1),
                                      row("x-2.0+local.1-py3-none-any.whl", Tier::upstream, 1)}});
    EXPECT_EQ(shown(result),
              (std::vector<std::string>{"rebuilt x-2.0-1-py3-none-any.whl",
                                        "remediated x-2.0+spoke.1-1-py3-none-any.whl",
                                        "upstream x-2.0-py3-none-any.whl"}));
}

TEST(Overlay, a_factory_sdist_gives_way_to_the_upstream_one_of_its_name) {
    const auto result =
        overlay({Rows{row("x-2.0.tar.gz", Tier::rebuilt, 5), row("x-1.0.tar.gz", Tier::rebuilt, 5)},
                 Rows{row("x-2.0.tar.gz", Tier::upstream, 1)}});
    EXPECT_EQ(shown(result),
              (std::vector<std::string>{"rebuilt x-1.0.tar.gz", "upstream x-2.0.tar.gz"}));
}

TEST(Overlay, law_no_file_name_stands_twice_and_none_is_lost) {
    const std::vector<std::string> names = {
        "x-1.0-py3-none-any.whl",         "x-1.0-1-py3-none-any.whl",
        "x-1.0-7-py3-none-any.whl",       "x-1.0.tar.gz",
        "x-1.0+spoke.1-py3-none-any.whl", "x-1.0-cp311-cp311-manylinux_2_36_x86_64.whl",
        "x-2.0-cp311-abi3-win_amd64.whl", "x-2.0-1-cp311-cp311-manylinux_2_17_x86_64.whl"};
    for (unsigned mask = 0; mask < 4096; ++mask) {
        Rows above;
        Rows beneath;
        for (std::size_t i = 0; i < 6; ++i) {
            if ((mask >> i) & 1U) above.push_back(row(names[i], Tier::rebuilt, 5));
            if ((mask >> (i + 6)) & 1U)
                beneath.push_back(row(names[(i + 2) % names.size()], Tier::upstream, 4));
        }
        const auto result = overlay({above, beneath});
        std::vector<std::string> seen;
        for (const auto& file : result.shown) seen.push_back(file.file_name);
        std::ranges::sort(seen);
        ASSERT_EQ(std::ranges::adjacent_find(seen), seen.end()) << mask;
        for (const auto& list : {above, beneath})
            for (const auto& file : list) {
                const bool is_told = std::ranges::any_of(result.displaced, [&](const auto& other) {
                    return other.row.file_name == file.file_name;
                });
                ASSERT_TRUE(is_told || std::ranges::binary_search(seen, file.file_name)) << mask;
            }
    }
}

}  // namespace
}  // namespace spoke::repositories
