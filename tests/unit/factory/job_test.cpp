#include "factory/build/job.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "sandbox/memory_file.hpp"
#include "support/test_catalog.hpp"

namespace spoke::factory {
namespace {

using archive::TarMember;

base::FileHandle tar_of(const std::vector<TarMember>& members) {
    auto file = tests::must(sandbox::make_memory_file("result"));
    tests::must(archive::write_tar(
        members, [&](std::string_view bytes) { return base::write_all(file.get(), bytes); }));
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

Result<JobResult> read(const std::vector<TarMember>& members, JobKind kind = JobKind::build) {
    const auto file = tar_of(members);
    return read_job_result(file.get(), kind, archive::Limits{});
}

TEST(Job, the_order_says_all_that_the_runner_needs) {
    Job job;
    job.kind = JobKind::build;
    job.system.backend = "flit_core.buildapi";
    job.system.backend_path = {"."};
    job.path = BuildPath::via_sdist;
    job.environment = {{"PBR_VERSION", "1"}};
    job.file_variables = {{"DIST_EXTRA_CONFIG", "[egg_info]\n"}};
    const auto json = tests::must(base::parse_json(render_job(job)));
    EXPECT_EQ(json["kind"], "build");
    EXPECT_EQ(json["backend"], "flit_core.buildapi");
    EXPECT_EQ(json["path"], "via-sdist");
    EXPECT_EQ(json["environment"]["PBR_VERSION"], "1");
    EXPECT_EQ(json["files"]["DIST_EXTRA_CONFIG"], "[egg_info]\n");
}

TEST(Job, a_result_is_taken_apart) {
    const auto result = read({{"result.json", R"({"kind":"build","sdist_failed":"no"})"},
                              {"wheel/x-1.0-py3-none-any.whl", "wheel"},
                              {"sdist/x-1.0.tar.gz", "sdist"}});
    ASSERT_TRUE(result) << result.error().describe();
    ASSERT_EQ(result->wheels.size(), 1U);
    EXPECT_EQ(result->wheels[0].path, "x-1.0-py3-none-any.whl");
    EXPECT_EQ(result->sdists[0].bytes, "sdist");
    EXPECT_EQ(result->sdist_trouble, "no");
}

TEST(Job, F3_results_that_the_runner_does_not_write_are_refused) {
    const std::vector<std::vector<TarMember>> cases = {
        {},
        {{"wheel/x.whl", "x"}},
        {{"result.json", "{}"}},
        {{"result.json", R"({"kind":"resolve"})"}},
        {{"result.json", R"({"kind":"build","requires":"x"})"}},
        {{"result.json", R"({"kind":"build","requires":[1]})"}},
        {{"result.json", R"({"kind":"build","failed":{}})"}},
        {{"result.json", "[1"}},
        {{"result.json", R"({"kind":"build"})"}, {"other/x.whl", "x"}},
        {{"result.json", R"({"kind":"build"})"}, {"wheel/deep/x.whl", "x"}},
        {{"result.json", R"({"kind":"build"})"}, {"x.whl", "x"}},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) EXPECT_FALSE(read(cases[i])) << i;
}

}  // namespace
}  // namespace spoke::factory
