#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "catalog/catalog.hpp"

namespace spoke::access {

/// The epochs of principals and repositories as this process knows them, each in a cell that
/// cached rights point to: checking one is one atomic load (threats.md I10). Thread-safe.
class Epochs {
public:
    using Cell = std::shared_ptr<const std::atomic<std::uint64_t>>;

    /// The cell of a principal or repository, made with this epoch where it is new; never goes
    /// back.
    Cell at_least(const base::Id& subject, std::uint64_t epoch);

    enum class Refreshed { nothing, epochs, repositories };
    /// Reads what changed since the last call. Blocking: on the db pool, after every change of
    /// rights here, and every second for those of other nodes. `repositories`: reload what is kept
    /// of them (Authorizer::reload).
    Result<Refreshed> refresh(catalog::Catalog& catalog);

    /// False when no refresh succeeded for `k_patience`: cached rights are then asked for anew.
    bool fresh() const;
    static constexpr std::chrono::seconds k_patience{15};

private:
    using Ticks = std::chrono::steady_clock;
    using OwnCell = std::shared_ptr<std::atomic<std::uint64_t>>;
    struct Table {
        std::map<base::Id, OwnCell> cells;
        std::optional<std::uint64_t> seen;  ///< the newest node change; nothing before the first
    };
    static OwnCell raise(Table& table, const base::Id& subject, std::uint64_t epoch);
    Result<void> load_all(catalog::Catalog& catalog);

    base::Guarded<Table> table_;
    std::atomic<Ticks::rep> refreshed_{0};
};

}  // namespace spoke::access
