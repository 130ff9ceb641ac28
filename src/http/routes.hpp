#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>

#include "crypto/digest.hpp"
#include "http/error_response.hpp"
#include "http/request.hpp"
#include "http/target.hpp"
#include "python/project_name.hpp"

namespace spoke::http {

enum class Operation {
    front_page,
    health,
    ready,
    project_list,
    project_page,
    file_by_digest,
    file_by_name,
    root_file,  ///< /files/<project>/<file>: of no repository named in the path
    tokens,
    token,
    requests,
    builds,
    build,
    build_log,
    trust,
};
std::string_view to_string(Operation operation);

enum class Part { whole, sidecar };  ///< the file, or its core metadata at `<file>.metadata`

/// What a path means: the one thing that authorization, handlers, limits, cache keys and the access
/// line use. The raw path is not looked at again (design.md, "What a file is").
struct Route {
    Operation operation = Operation::front_page;
    std::string repository;
    /// Nothing where the path has none, or one that can be no project's name (then 404, but only
    /// for who may read the repository).
    std::optional<python::ProjectName> project;
    std::string file_name;
    Part part = Part::whole;
    std::variant<std::monostate, crypto::Blake2bDigest, crypto::Sha256Digest> digest;
    std::string id;  ///< of the REST API's object
};

/// A route, or where the same thing really is: slash-less and un-normalized URLs of pages.
struct Redirect {
    std::string location;  ///< a path from the root, percent-encoded
};

/// 404 for what is no path of ours. Pure.
std::expected<std::variant<Route, Redirect>, Refusal> find_route(const Target& target);

/// The methods that an operation has, as Allow lists them.
std::string_view allowed_methods(Operation operation);
bool is_allowed(Operation operation, Method method);

}  // namespace spoke::http
