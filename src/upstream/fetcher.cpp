#include "upstream/fetcher.hpp"

#include "base/caller.hpp"
#include "base/json.hpp"
#include "base/pool.hpp"
#include "upstream/wire.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

namespace spoke::upstream {

namespace {

using base::Json;

constexpr std::size_t k_threads = 4;
constexpr std::size_t k_queue = 256;

Result<base::Reply> list_projects(Upstream& upstream) {
    SPOKE_TRY(const auto names, upstream.list_projects());
    return base::Reply{base::dump_json(Json{{k_projects, names}}), {}};
}

Result<base::Reply> load_project(Upstream& upstream, const Json& question) {
    SPOKE_TRY(const auto text, base::json_string(question, k_project));
    SPOKE_TRY(const auto project, python::ProjectName::parse(text));
    SPOKE_TRY(const auto found, upstream.load_project(project));
    return base::Reply{base::dump_json(found ? project_to_json(*found) : Json{{k_found, false}}),
                       {}};
}

Result<base::Reply> open_file(Upstream& upstream, const Json& question) {
    SPOKE_TRY(const auto text, base::json_string(question, k_project));
    SPOKE_TRY(const auto project, python::ProjectName::parse(text));
    SPOKE_TRY(const auto name, base::json_string(question, k_file_name));
    SPOKE_TRY(python::check_safe_file_name(name));
    SPOKE_TRY(auto file, upstream.open_file(project, name));
    base::Reply reply{base::dump_json(Json{{k_found, file.has_value()}}), {}};
    if (file) reply.descriptors.push_back(std::move(*file));
    return reply;
}

Result<base::Reply> answer(Upstream& upstream, const base::Message& message) {
    SPOKE_TRY(const auto question, base::parse_json(message.json));
    SPOKE_TRY(const auto ask, base::json_string(question, k_ask));
    if (ask == k_list_projects) return list_projects(upstream);
    if (ask == k_load_project) return load_project(upstream, question);
    if (ask == k_open_file) return open_file(upstream, question);
    return fail(ErrorCode::unsupported, "the fetcher does not know the question " + ask);
}

}  // namespace

Result<void> serve_fetcher(base::Channel channel, Upstream& upstream) {
    base::Pool pool("fetch", k_threads, k_queue);
    return base::answer_calls(channel, pool, [&upstream](const base::Message& message) {
        return answer(upstream, message);
    });
}

}  // namespace spoke::upstream
