#pragma once

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/builds.hpp"
#include "catalog/catalog.hpp"

namespace spoke::catalog {

/// The control plane's order for one build: what is signed later is this, never a worker's word
/// (threats.md F3). Single use, bound to the lease and to the worker.
struct Ticket {
    base::Id id{};
    base::Id build{};
    base::Id lease{};
    std::string worker{};
    std::string nonce{};  ///< 256 bits, hex
    std::string order{};  ///< JSON: digests of source, dependencies, toolchain, recipe
    base::Moment issued{};
    base::Moment expires{};
    std::optional<base::Moment> used{};
};

/// `conflict` if the lease has ended.
Result<Ticket> issue_ticket(Transaction& transaction, const BuildLease& lease,
                            std::string_view worker, std::string_view order_json,
                            base::Moment expires);
/// The ticket with this nonce, marked used; `denied` with the reason where it is unknown, used,
/// expired, of another worker, or its lease has ended.
Result<Ticket> use_ticket(Transaction& transaction, std::string_view nonce,
                          std::string_view worker);
Result<std::optional<Ticket>> find_ticket(const Reader& reader, const base::Id& id);

}  // namespace spoke::catalog
