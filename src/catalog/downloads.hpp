#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {

/// Who got which bytes of which row (threats.md §3.7).
struct DownloadEvent {
    base::Id event{};
    base::Moment at{};
    base::Id principal{};  ///< empty: anonymous
    base::Id token{};
    base::Id row{};
    std::string digest{};  ///< hex SHA-256
    std::string address{};
    enum class Extent { whole, range } extent = Extent::whole;
    std::uint64_t bytes = 0;  ///< sent
};
std::string_view to_string(DownloadEvent::Extent value);

/// Takes events on the hot path without blocking and writes them in batches from a thread of its
/// own. Loss, as stated: what came in the last `interval` before a crash, and, counted by `lost`,
/// what came while the queue was full or could not be written. Thread-safe; writes the rest when
/// destroyed. Keeps a reference to the catalog.
class DownloadLog {
public:
    struct Settings {
        std::chrono::milliseconds interval{1000};
        std::size_t queue_limit = 65536;
    };
    explicit DownloadLog(Catalog& catalog);
    DownloadLog(Catalog& catalog, Settings settings);
    ~DownloadLog();

    void record(DownloadEvent event);
    std::uint64_t lost() const;
    /// Writes what is queued now; for tests and for shutdown.
    Result<void> flush();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Newest first, of one digest: who had it.
Result<std::vector<DownloadEvent>> list_downloads(const Reader& reader, std::string_view digest,
                                                  std::size_t limit);
Result<std::size_t> delete_downloads_before(Transaction& transaction, base::Moment moment);

}  // namespace spoke::catalog
