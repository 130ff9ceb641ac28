#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

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

    /// Reads what changed since the last call. After every change of rights here, and every second
    /// for those of other nodes.
    Result<void> refresh(catalog::Catalog& catalog);

    /// False when no refresh succeeded for `k_patience`: cached rights are then asked for anew.
    bool fresh() const;
    static constexpr std::chrono::seconds k_patience{15};

private:
    using Ticks = std::chrono::steady_clock;
    struct Table {
        std::map<base::Id, std::shared_ptr<std::atomic<std::uint64_t>>> cells;
        std::uint64_t seen = 0;  ///< the newest node change
    };
    base::Guarded<Table> table_;
    std::atomic<Ticks::rep> refreshed_{0};
};

}  // namespace spoke::access
