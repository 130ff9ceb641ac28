#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {

/// A dated version of a feed, an upstream page or a policy, kept as a blob: for replay and
/// snapshots (threats.md §3.12).
struct StoredVersion {
    enum class Kind { feed, page, policy } kind = Kind::feed;
    std::string subject{};  ///< the feed's or policy's name; `repository/project` for pages
    crypto::Sha256Digest digest{};
    base::Moment at{};
};
std::string_view to_string(StoredVersion::Kind value);

Result<void> store_version(Transaction& transaction, const StoredVersion& version);
/// The one that was in force at a moment.
Result<std::optional<StoredVersion>> find_version(const Reader& reader, StoredVersion::Kind kind,
                                                  std::string_view subject, base::Moment at);

}  // namespace spoke::catalog
