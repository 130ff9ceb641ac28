#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "base/id.hpp"

namespace spoke::repositories {

/// What was written, told to the caches of this process after each commit. Whoever changes rows
/// without going through this room's functions announces it here. Thread-safe.
class ChangeFeed {
public:
    /// An empty repository means all of them; an empty project, all of the repository's.
    using Listener =
        std::function<void(const base::Id& repository, std::string_view normalized_project)>;

    /// Before the first announcement; the listener must outlive the feed's last one.
    void subscribe(Listener listener);
    void announce(const base::Id& repository, std::string_view normalized_project);

    /// Taken before the data is read of which something will be cached …
    std::uint64_t sequence();
    /// … and compared before it is put into the cache: true where any of it may be old by now.
    bool changed_since(std::uint64_t sequence, std::span<const base::Id> repositories,
                       std::string_view normalized_project);

private:
    struct Entry {
        std::uint64_t number = 0;
        base::Id repository;
        std::string project;
    };
    struct State {
        std::uint64_t last = 0;
        std::deque<Entry> recent;
        std::vector<Listener> listeners;
    };
    base::Guarded<State> state_;
};

}  // namespace spoke::repositories
