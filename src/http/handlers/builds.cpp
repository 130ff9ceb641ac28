#include <nlohmann/json.hpp>

#include <charconv>
#include <memory>
#include <string>

#include "base/time.hpp"
#include "catalog/build_inputs.hpp"
#include "catalog/files.hpp"
#include "http/handlers/api.hpp"
#include "http/head_writer.hpp"

namespace spoke::http {
namespace {

using base::Json;

constexpr std::size_t k_list_limit = 1000;

Json time_or_null(const std::optional<base::Moment>& moment) {
    return moment ? Json(base::format_rfc3339(*moment)) : Json(nullptr);
}

Json describe(const catalog::Build& build) {
    Json waiting = Json::array();
    for (const base::Id& id : build.waiting_for) waiting.push_back(id.text());
    Json out{{"id", build.id.text()},
             {"project", build.project.normalized()},
             {"version", build.version},
             {"state", catalog::to_string(build.state)},
             {"class", nullptr},
             {"message", nullptr},
             {"reason", build.reason},
             {"created", base::format_rfc3339(build.created)},
             {"started", time_or_null(build.started)},
             {"finished", time_or_null(build.finished)},
             {"waiting_for", std::move(waiting)},
             {"attempt", build.attempt}};
    if (build.failure) {
        out["class"] = catalog::to_string(build.failure->failure);
        out["message"] = build.failure->message;
    }
    return out;
}

/// What the factory's report says of checks and equivalence, as it stands there.
void add_report(Json& out, const std::string& report) {
    out["checks"] = Json::array();
    out["equivalence"] = nullptr;
    if (report.empty()) return;
    const auto parsed = base::parse_json(report);
    if (!parsed || !parsed->is_object()) return;
    if (const auto checks = parsed->find("checks"); checks != parsed->end())
        out["checks"] = *checks;
    if (const auto found = parsed->find("equivalence"); found != parsed->end())
        out["equivalence"] = *found;
}

Error no_such_build() {
    return Error{ErrorCode::not_found, "There is no build of this id.", {}};
}

Result<catalog::Build> find_build(catalog::Catalog& catalog, const std::string& text) {
    const auto id = base::Id::parse(text);
    if (!id) return fail(no_such_build());
    SPOKE_TRY(const auto reader, catalog.read());
    SPOKE_TRY(auto build, catalog::find_build(reader, *id));
    if (!build) return fail(no_such_build());
    return *std::move(build);
}

Result<Json> describe_whole(catalog::Catalog& catalog, const std::string& text) {
    SPOKE_TRY(const auto build, find_build(catalog, text));
    SPOKE_TRY(const auto reader, catalog.read());
    SPOKE_TRY(const auto rows, catalog::list_files_of_build(reader, build.id));
    SPOKE_TRY(const auto inputs, catalog::list_build_inputs(reader, build.id));
    Json out = describe(build);
    out["files"] = Json::array();
    for (const catalog::FileRow& row : rows)
        out["files"].push_back(
            Json{{"filename", row.file_name}, {"sha256", row.sha256 ? row.sha256->hex() : ""}});
    out["inputs"] = Json::array();
    for (const catalog::BuildInput& input : inputs)
        out["inputs"].push_back(Json{{"sha256", input.digest.hex()},
                                     {"role", catalog::to_string(input.role)},
                                     {"name", input.name}});
    add_report(out, build.report);
    return out;
}

Result<catalog::BuildFilter> parse_filter(const Target& target) {
    catalog::BuildFilter filter;
    if (const auto state = target.query_value("state"); state && !state->empty()) {
        SPOKE_TRY(filter.state, catalog::parse_word<catalog::BuildState>(*state));
    }
    if (const auto project = target.query_value("project"); project && !project->empty()) {
        SPOKE_TRY(filter.project, python::ProjectName::parse(*project));
    }
    if (const auto limit = target.query_value("limit"); limit && !limit->empty()) {
        const char* const end = limit->data() + limit->size();
        const auto [stop, error] = std::from_chars(limit->data(), end, filter.limit);
        if (error != std::errc() || stop != end || filter.limit == 0 || filter.limit > k_list_limit)
            return fail(ErrorCode::invalid,
                        "'limit' must be 1 to " + std::to_string(k_list_limit) + ".");
    }
    return filter;
}

}  // namespace

Task<Answer> ApiHandler::list_builds(Exchange& exchange, Target target) const {
    const auto filter = parse_filter(target);
    if (!filter) co_return refuse(exchange, filter.error());
    auto work = [this, &filter]() -> Result<std::vector<catalog::Build>> {
        SPOKE_TRY(const auto reader, services_.catalog.read());
        return catalog::list_builds(reader, *filter);
    };
    const auto builds = co_await base::run_on(services_.db, std::move(work));
    if (!builds) co_return refuse(exchange, builds.error());
    Json list = Json::array();
    for (const catalog::Build& build : *builds) list.push_back(describe(build));
    co_return json_answer(200, Json{{"builds", std::move(list)}});
}

Task<Answer> ApiHandler::show_build(Exchange& exchange, std::string id) const {
    auto work = [this, &id] {
        return describe_whole(services_.catalog, id);
    };
    const auto build = co_await base::run_on(services_.db, std::move(work));
    if (!build) co_return refuse(exchange, build.error());
    co_return json_answer(200, *build);
}

Task<Answer> ApiHandler::show_log(Exchange& exchange, std::string id) const {
    // A log is no row's file: its digest comes from the build that the caller may read, never from
    // the URL.
    auto work = [this, &id]() -> Result<blobs::OpenBlob> {
        SPOKE_TRY(const auto build, find_build(services_.catalog, id));
        if (!build.log)
            return fail(ErrorCode::not_found, "This build has no log yet; its state is " +
                                                  std::string(catalog::to_string(build.state)) +
                                                  ".");
        return services_.blobs.open(*build.log);
    };
    auto opened = co_await base::run_on(services_.disk, std::move(work));
    if (!opened) co_return refuse(exchange, opened.error());
    const auto file = std::make_shared<const blobs::OpenBlob>(*std::move(opened));
    HeadWriter head;
    head.add("Content-Type", "text/plain; charset=utf-8");
    head.add("Cache-Control", "no-store");
    head.add("X-Content-Type-Options", "nosniff");
    Answer answer = answer_with(std::move(head).finish_bodyless(200, file->size));
    answer.file =
        FileRange{std::shared_ptr<const base::FileHandle>(file, &file->file), 0, file->size};
    co_return answer;
}

}  // namespace spoke::http
