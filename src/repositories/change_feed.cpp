#include "repositories/change_feed.hpp"

#include <algorithm>
#include <utility>

namespace spoke::repositories {

namespace {

/// How many changes are remembered for pages that are being made meanwhile; one that takes longer
/// is not cached.
constexpr std::size_t k_remembered = 4096;

}  // namespace

void ChangeFeed::subscribe(Listener listener) {
    state_.lock()->listeners.push_back(std::move(listener));
}

void ChangeFeed::announce(const base::Id& repository, std::string_view normalized_project) {
    std::vector<Listener> listeners;
    {
        auto state = state_.lock();
        state->recent.push_back(Entry{++state->last, repository, std::string(normalized_project)});
        if (state->recent.size() > k_remembered) state->recent.pop_front();
        listeners = state->listeners;
    }
    for (const auto& listener : listeners) listener(repository, normalized_project);
}

std::uint64_t ChangeFeed::sequence() {
    return state_.lock()->last;
}

bool ChangeFeed::changed_since(std::uint64_t sequence, std::span<const base::Id> repositories,
                               std::string_view normalized_project) {
    auto state = state_.lock();
    if (state->last == sequence) return false;
    if (state->recent.front().number > sequence + 1) return true;
    return std::ranges::any_of(state->recent, [&](const Entry& entry) {
        const bool is_same_project = entry.project.empty() || normalized_project.empty() ||
                                     entry.project == normalized_project;
        const bool is_same_repository =
            entry.repository.empty() ||
            std::ranges::find(repositories, entry.repository) != repositories.end();
        return entry.number > sequence && is_same_project && is_same_repository;
    });
}

}  // namespace spoke::repositories
