#include "access/epochs.hpp"

#include <utility>
#include <vector>

#include "catalog/changes.hpp"
#include "catalog/principals.hpp"
#include "catalog/repositories.hpp"

namespace spoke::access {
namespace {

constexpr std::size_t k_batch = 1000;

using Kind = catalog::NodeChange::Kind;

/// The epoch now; 0 for a subject that is gone.
Result<std::uint64_t> load_epoch(const catalog::Reader& reader, const catalog::NodeChange& change) {
    if (change.kind == Kind::principal_epoch) {
        SPOKE_TRY(const auto principal, catalog::find_principal(reader, change.subject));
        return principal ? principal->epoch : 0;
    }
    SPOKE_TRY(const auto repository, catalog::find_repository(reader, change.subject));
    return repository ? repository->epoch : 0;
}

}  // namespace

Epochs::OwnCell Epochs::raise(Table& table, const base::Id& subject, std::uint64_t epoch) {
    auto& cell = table.cells[subject];
    if (!cell) cell = std::make_shared<std::atomic<std::uint64_t>>(epoch);
    if (cell->load() < epoch) cell->store(epoch);
    return cell;
}

Epochs::Cell Epochs::at_least(const base::Id& subject, std::uint64_t epoch) {
    return raise(*table_.lock(), subject, epoch);
}

Result<void> Epochs::load_all(catalog::Catalog& catalog) {
    SPOKE_TRY(const auto reader, catalog.read());
    SPOKE_TRY(const auto newest, catalog::newest_node_change(reader));
    SPOKE_TRY(const auto principals, catalog::list_principals(reader));
    SPOKE_TRY(const auto repositories, catalog::list_repositories(reader));
    auto table = table_.lock();
    for (const auto& principal : principals) raise(*table, principal.id, principal.epoch);
    for (const auto& repository : repositories) raise(*table, repository.id, repository.epoch);
    table->seen = newest;
    return ok();
}

Result<Epochs::Refreshed> Epochs::refresh(catalog::Catalog& catalog) {
    const auto now = Ticks::now().time_since_epoch().count();
    const auto seen = table_.lock()->seen;
    if (!seen) {
        SPOKE_TRY(load_all(catalog));
        refreshed_ = now;
        return Refreshed::repositories;
    }
    auto answer = Refreshed::nothing;
    SPOKE_TRY(const auto reader, catalog.read());
    std::uint64_t last = *seen;
    while (true) {
        SPOKE_TRY(const auto changes, catalog::list_node_changes(reader, last, k_batch));
        if (changes.empty()) break;
        for (const auto& change : changes) {
            last = change.number;
            if (change.kind == Kind::serial) continue;
            if (change.kind == Kind::repositories) answer = Refreshed::repositories;
            // Also for subjects without a cell: who has just read the older epoch and is about to
            // ask for the cell must find the newer one in it.
            SPOKE_TRY(const auto epoch, load_epoch(reader, change));
            raise(*table_.lock(), change.subject, epoch);
            if (answer == Refreshed::nothing) answer = Refreshed::epochs;
        }
    }
    auto table = table_.lock();
    if (*table->seen < last) table->seen = last;
    refreshed_ = now;
    return answer;
}

bool Epochs::fresh() const {
    const auto refreshed = Ticks::time_point(Ticks::duration(refreshed_.load()));
    return refreshed != Ticks::time_point() && Ticks::now() - refreshed < k_patience;
}

}  // namespace spoke::access
