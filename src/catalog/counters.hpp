#pragma once

#include <cstdint>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/changes.hpp"

namespace spoke::catalog {

/// The next number, without gaps: taken under the row's lock, so that writers queue for it and a
/// transaction that is undone gives its number back. Throws what SOCI throws.
std::uint64_t next_number(Transaction& transaction, std::string_view counter);

/// Throws what SOCI throws.
void record_node_change(Transaction& transaction, NodeChange::Kind kind, const base::Id& subject,
                        std::string_view project = {});

}  // namespace spoke::catalog
