#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "http/handlers/api.hpp"

namespace spoke::http {
namespace {

using base::Json;

constexpr std::size_t k_requirements_limit = 1000;

Result<std::vector<std::string>> parse_requirements(const Json& body) {
    const auto list = body.find("requirements");
    if (list == body.end() || !list->is_array())
        return fail(ErrorCode::invalid, "'requirements' must be a list, as [\"flask==2.0.0\"].");
    if (list->empty() || list->size() > k_requirements_limit)
        return fail(ErrorCode::invalid, "'requirements' must hold 1 to " +
                                            std::to_string(k_requirements_limit) + " lines.");
    std::vector<std::string> requirements;
    for (const Json& item : *list) {
        if (!item.is_string()) return fail(ErrorCode::invalid, "Each requirement must be a text.");
        requirements.push_back(item.get<std::string>());
    }
    return requirements;
}

/// Also names the requirement, and what was done before it.
Error about(Error error, const std::string& requirement, std::size_t done) {
    error.message = "'" + requirement + "': " + error.message;
    if (done > 0)
        error.message += " The " + std::to_string(done) + " before it were put into the queue.";
    return error;
}

Result<Json> request_all(BuildRequests& requests, const catalog::Cause& cause,
                         const std::vector<std::string>& requirements) {
    // All are looked at before the first is acted on: a misspelt list changes nothing.
    for (const std::string& requirement : requirements)
        if (auto fine = requests.check(requirement); !fine)
            return fail(about(std::move(fine).error(), requirement, 0));
    Json answers = Json::array();
    for (const std::string& requirement : requirements) {
        auto build = requests.request(cause, requirement);
        if (!build) return fail(about(std::move(build).error(), requirement, answers.size()));
        answers.push_back(Json{{"requirement", requirement},
                               {"project", build->project.normalized()},
                               {"version", build->version},
                               {"build", build->id.text()},
                               {"state", catalog::to_string(build->state)}});
    }
    return Json{{"requests", std::move(answers)}};
}

}  // namespace

Task<Answer> ApiHandler::make_requests(Exchange& exchange, catalog::ServerGrant grant) const {
    const auto body = co_await read_json(exchange);
    if (!body) co_return refuse(exchange, body.error());
    const auto requirements = parse_requirements(*body);
    if (!requirements) co_return refuse(exchange, requirements.error());
    const catalog::Cause cause = cause_of(exchange, grant);
    auto work = [this, &cause, &requirements] {
        return request_all(services_.requests, cause, *requirements);
    };
    const auto answers = co_await base::run_on(services_.db, std::move(work));
    if (answers) co_return json_answer(202, *answers);
    // The URL is there; what is not, is what the body names.
    if (answers.error().code != ErrorCode::not_found) co_return refuse(exchange, answers.error());
    Refusal refusal = refused(422, answers.error().message);
    refusal.code = to_string(ErrorCode::not_found);
    co_return Refuser::as_is(exchange, refusal);
}

}  // namespace spoke::http
