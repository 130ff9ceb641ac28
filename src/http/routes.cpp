#include "http/routes.hpp"

#include <array>

#include "base/encoding.hpp"

namespace spoke::http {
namespace {

using Found = std::expected<std::variant<Route, Redirect>, Refusal>;

constexpr std::string_view k_sidecar_suffix = ".metadata";

Refusal no_such_path() {
    return refused(404, "There is nothing at this path.");
}

Found nothing() {
    return std::unexpected(no_such_path());
}

std::string with_query(std::string path, const Target& target) {
    if (!target.query.empty()) path += "?" + std::string(target.query);
    return path;
}

Redirect redirect_to(std::string path, const Target& target) {
    return Redirect{with_query(std::move(path), target)};
}

std::string pages_of(std::string_view repository) {
    return "/" + base::percent_encode_segment(repository) + "/simple/";
}

void set_file(Route& route, const std::string& segment) {
    route.file_name = segment;
    if (segment.size() <= k_sidecar_suffix.size() || !segment.ends_with(k_sidecar_suffix)) return;
    route.part = Part::sidecar;
    route.file_name.resize(segment.size() - k_sidecar_suffix.size());
}

/// /<repository>/simple/[<project>/]
Found page_route(const Target& target) {
    const auto& segments = target.segments;
    Route route;
    route.repository = segments[0];
    if (segments.size() == 2) {
        route.operation = Operation::project_list;
        if (!target.trailing_slash || target.doubled_slash)
            return redirect_to(pages_of(segments[0]), target);
        return route;
    }
    if (segments.size() != 3) return nothing();
    route.operation = Operation::project_page;
    auto project = python::ProjectName::parse(segments[2]);
    if (!project) return route;
    if (!target.trailing_slash || target.doubled_slash || segments[2] != project->normalized())
        return redirect_to(pages_of(segments[0]) + project->normalized() + "/", target);
    route.project = *std::move(project);
    return route;
}

/// /<repository>/packages/<2>/<2>/<60>/<file> and /<repository>/packages/sha256/<64>/<file>
Found digest_route(const Target& target) {
    const auto& segments = target.segments;
    Route route;
    route.operation = Operation::file_by_digest;
    route.repository = segments[0];
    if (segments.size() == 5 && segments[2] == "sha256") {
        auto digest = crypto::Sha256Digest::parse(segments[3]);
        if (!digest) return nothing();
        route.digest = *digest;
        set_file(route, segments[4]);
        return route;
    }
    if (segments.size() != 6 || segments[2].size() != 2 || segments[3].size() != 2)
        return nothing();
    auto digest = crypto::Blake2bDigest::parse(segments[2] + segments[3] + segments[4]);
    if (!digest) return nothing();
    route.digest = *digest;
    set_file(route, segments[5]);
    return route;
}

/// …/files/<project>/<file>, from the segment of the project on
Found named_route(const Target& target, std::size_t project) {
    const auto& segments = target.segments;
    if (segments.size() != project + 2) return nothing();
    Route route;
    route.operation = project == 1 ? Operation::root_file : Operation::file_by_name;
    if (project == 2) route.repository = segments[0];
    auto name = python::ProjectName::parse(segments[project]);
    if (name) route.project = *std::move(name);
    set_file(route, segments[project + 1]);
    return route;
}

/// /api/v1/…
Found api_route(const Target& target) {
    const auto& segments = target.segments;
    if (segments.size() < 3 || segments[1] != "v1" || target.trailing_slash) return nothing();
    const std::string& name = segments[2];
    Route route;
    if (segments.size() == 3) {
        if (name == "tokens")
            route.operation = Operation::tokens;
        else if (name == "requests")
            route.operation = Operation::requests;
        else if (name == "builds")
            route.operation = Operation::builds;
        else if (name == "trust")
            route.operation = Operation::trust;
        else
            return nothing();
        return route;
    }
    route.id = segments[3];
    if (segments.size() == 4 && name == "tokens")
        route.operation = Operation::token;
    else if (segments.size() == 4 && name == "builds")
        route.operation = Operation::build;
    else if (segments.size() == 5 && name == "builds" && segments[4] == "log")
        route.operation = Operation::build_log;
    else
        return nothing();
    return route;
}

Found repository_route(const Target& target) {
    const auto& segments = target.segments;
    if (segments.size() == 1) return redirect_to(pages_of(segments[0]), target);
    if (segments[1] == "simple") return page_route(target);
    if (target.trailing_slash || target.doubled_slash) return nothing();
    if (segments[1] == "packages") return digest_route(target);
    if (segments[1] == "files") return named_route(target, 2);
    return nothing();
}

}  // namespace

std::expected<std::variant<Route, Redirect>, Refusal> find_route(const Target& target) {
    const auto& segments = target.segments;
    if (segments.empty()) return Route{};
    const std::string& first = segments[0];
    if (first == "api") return target.doubled_slash ? nothing() : api_route(target);
    if (first == "files")
        return target.trailing_slash || target.doubled_slash ? nothing() : named_route(target, 1);
    if (segments.size() == 1 && (first == "healthz" || first == "readyz")) {
        Route route;
        route.operation = first == "healthz" ? Operation::health : Operation::ready;
        return route;
    }
    return repository_route(target);
}

std::string_view to_string(Operation operation) {
    constexpr std::array<std::string_view, 15> k_names{
        "front_page",  "health",    "ready", "project_list", "project_page",
        "file_digest", "file_name", "file",  "tokens",       "token",
        "requests",    "builds",    "build", "build_log",    "trust"};
    return k_names[static_cast<std::size_t>(operation)];
}

std::string_view allowed_methods(Operation operation) {
    switch (operation) {
        case Operation::tokens:
            return "GET, HEAD, POST";
        case Operation::token:
            return "DELETE";
        case Operation::requests:
            return "POST";
        default:
            return "GET, HEAD";
    }
}

bool is_allowed(Operation operation, Method method) {
    const std::string_view allowed = allowed_methods(operation);
    const std::string_view wanted = to_string(method);
    const std::size_t at = allowed.find(wanted);
    return method != Method::other && at != std::string_view::npos;
}

}  // namespace spoke::http
