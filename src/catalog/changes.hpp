#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"

namespace spoke::catalog {

/// One line of the audit: written in the transaction of the change itself, and chained by hash to
/// the one before, so that a later edit shows (threats.md §3.7).
struct Change {
    std::uint64_t number = 0;  ///< 1, 2, 3, … without gaps
    base::Id event{};          ///< the one in the answer and in the log
    base::Moment at{};
    base::Id principal{};  ///< empty: the server itself
    std::string address{};
    std::string action{};   ///< `file.put`, `token.revoke`, …
    std::string subject{};  ///< id or name of the thing
    base::Id repository{};  ///< empty: none
    std::string detail{};   ///< JSON object
    std::string hash{};     ///< hex SHA-256 over all of the above and the hash before
};

struct NewChange {
    std::string_view action;
    std::string_view subject;
    base::Id repository{};
    std::string detail = "{}";
};

/// Event, principal and address are the transaction's cause.
Result<void> record_change(Transaction& transaction, const NewChange& change);
/// Those after `number`, oldest first.
Result<std::vector<Change>> list_changes(const Reader& reader, std::uint64_t after,
                                         std::size_t limit);
/// One finding for each break of the chain; none where it holds.
Result<Findings> check_changes(const Reader& reader);

/// What other nodes and caches must drop, in the order of commits. Apart from the serials that
/// clients see (threats.md §3.8).
struct NodeChange {
    enum class Kind { serial, repository_epoch, principal_epoch, repositories } kind = Kind::serial;
    std::uint64_t number = 0;
    base::Id subject{};     ///< a repository or a principal
    std::string project{};  ///< normalized; with `serial`, empty: all of it
};
std::string_view to_string(NodeChange::Kind value);
Result<std::vector<NodeChange>> list_node_changes(const Reader& reader, std::uint64_t after,
                                                  std::size_t limit);
Result<std::uint64_t> newest_node_change(const Reader& reader);

}  // namespace spoke::catalog
