#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "python/project_name.hpp"

namespace spoke::catalog {

/// Why somebody wants a project built. Anonymous misses are recorded and build nothing
/// (threats.md F12).
enum class RequestReason { miss, anonymous_miss, person, lock_file, watcher, dependency, advisory };
std::string_view to_string(RequestReason reason);

struct Request {
    base::Id id{};
    python::ProjectName project;
    std::string version{};  ///< empty: any
    std::string written{};  ///< as asked: `flask==2.0.0`
    RequestReason reason = RequestReason::person;
    base::Id principal{};   ///< empty: anonymous or the server
    std::string address{};  ///< where it came from; empty: the server
    base::Moment created{};
    std::vector<base::Id> builds{};
};

struct NewRequest {
    python::ProjectName project;
    std::string version{};
    std::string written{};
    RequestReason reason = RequestReason::person;
};

/// Principal and address are the transaction's cause.
Result<Request> record_request(Transaction& transaction, const NewRequest& request);
Result<void> link_request(Transaction& transaction, const base::Id& request, const base::Id& build);
Result<std::optional<Request>> find_request(const Reader& reader, const base::Id& id);
/// Newest first.
Result<std::vector<Request>> list_requests(const Reader& reader, std::size_t limit);
/// For quotas: how many this principal made since then.
Result<std::size_t> count_requests(const Reader& reader, const base::Id& principal,
                                   base::Moment since);

}  // namespace spoke::catalog
