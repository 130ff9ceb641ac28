#include "factory/build/job.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "python/file_name.hpp"

namespace spoke::factory {
namespace {

using base::Json;

constexpr std::size_t k_max_items = 2000;
constexpr std::size_t k_max_result_bytes = std::size_t{4} << 20U;

/// A list of texts; missing is empty.
Result<std::vector<std::string>> texts_of(const Json& object, const char* key) {
    std::vector<std::string> texts;
    const auto found = object.find(key);
    if (found == object.end()) return texts;
    if (!found->is_array() || found->size() > k_max_items)
        return fail(ErrorCode::invalid, std::string("the job's result has a bad ") + key);
    for (const auto& item : *found) {
        if (!item.is_string())
            return fail(ErrorCode::invalid, std::string("the job's result has a bad ") + key);
        texts.push_back(item.get<std::string>());
    }
    return texts;
}

Result<void> read_result_json(std::string_view text, JobKind kind, JobResult& result) {
    if (text.size() > k_max_result_bytes)
        return fail(ErrorCode::too_large, "the job's result.json has more than 4 MiB");
    SPOKE_TRY(const auto json, base::parse_json(text, 8));
    SPOKE_TRY(const auto said, base::json_string(json, "kind"));
    if (said != to_string(kind))
        return fail(ErrorCode::invalid, "the job's result is of another kind of job");
    if (const auto failed = json.find("failed"); failed != json.end()) {
        SPOKE_TRY(result.failed_step, base::json_string(*failed, "step"));
    }
    SPOKE_TRY(result.requirements, texts_of(json, "requires"));
    SPOKE_TRY(result.resolved, texts_of(json, "resolved"));
    SPOKE_TRY(result.failed_imports, texts_of(json, "failed_imports"));
    result.metadata = base::json_string_or(json, "metadata", "");
    result.sdist_trouble = base::json_string_or(json, "sdist_failed", "");
    return ok();
}

}  // namespace

std::string_view to_string(JobKind kind) {
    switch (kind) {
        case JobKind::requirements:
            return "requires";
        case JobKind::metadata:
            return "metadata";
        case JobKind::resolve:
            return "resolve";
        case JobKind::build:
            return "build";
        case JobKind::import:
            return "import";
    }
    return "";
}

std::string_view to_string(BuildPath path) {
    return path == BuildPath::direct ? "direct" : "via-sdist";
}

std::string render_job(const Job& job) {
    Json files = Json::object();
    Json variables = Json::object();
    for (const auto& [variable, text] : job.file_variables) {
        files[variable] = text;
        variables[variable] = variable;
    }
    return base::dump_json(Json{
        {"kind", to_string(job.kind)},
        {"backend", job.system.backend},
        {"backend_path", job.system.backend_path},
        {"path", to_string(job.path)},
        {"environment", job.environment},
        {"files", files},
        {"file_variables", variables},
        {"requirements", job.requirements},
        {"names", job.imports},
    });
}

Result<JobResult> read_job_result(int fd, JobKind kind, const archive::Limits& limits) {
    SPOKE_TRY(auto members, archive::read_tar_members(fd, limits));
    JobResult result;
    bool described = false;
    for (auto& member : members) {
        const std::string path = member.path;
        const auto name = path.substr(path.find('/') + 1);
        if (path == "result.json") {
            SPOKE_TRY(read_result_json(member.bytes, kind, result));
            described = true;
            continue;
        }
        SPOKE_TRY(python::check_safe_file_name(name));
        member.path = name;
        if (path == "wheel/" + name)
            result.wheels.push_back(std::move(member));
        else if (path == "sdist/" + name)
            result.sdists.push_back(std::move(member));
        else
            return fail(ErrorCode::invalid, "the job's result has a strange member " + path);
    }
    if (!described) return fail(ErrorCode::invalid, "the job left no result");
    return result;
}

}  // namespace spoke::factory
