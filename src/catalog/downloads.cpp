#include "catalog/downloads.hpp"

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <thread>
#include <utility>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "catalog/connection.hpp"

namespace spoke::catalog {
namespace {

constexpr std::string_view k_names =
    "event_id, at, principal_id, token_id, file_id, digest, address, extent, bytes";

class DownloadColumns {
public:
    using Row = DownloadEvent;
    void into(Query& query) {
        query.into(event_, at_, principal_, token_, row_, digest_, address_, extent_, bytes_);
    }
    Result<DownloadEvent> row() {
        Decoder decoder;
        DownloadEvent event{.event = decoder.id(event_),
                            .at = decoder.moment(at_),
                            .principal = or_none(decoder, principal_),
                            .token = or_none(decoder, token_),
                            .row = or_none(decoder, row_),
                            .digest = digest_.value,
                            .address = address_.value,
                            .extent = decoder.word(extent_, DownloadEvent::Extent::whole),
                            .bytes = static_cast<std::uint64_t>(bytes_.value)};
        return decoder.finish(std::move(event));
    }

private:
    static base::Id or_none(Decoder& decoder, const Text& text) {
        return text.value.empty() ? base::Id() : decoder.id(text);
    }
    Text event_, principal_, token_, row_, digest_, address_, extent_;
    Number at_, bytes_;
};

void insert(Connection& connection, const DownloadEvent& event) {
    Query(connection,
          fmt::format("INSERT INTO download_events ({}) VALUES (:event_id, :at, :principal_id, "
                      ":token_id, :file_id, :digest, :address, :extent, :bytes) ON CONFLICT "
                      "(event_id) DO NOTHING",
                      k_names))
        .bind(event.event)
        .bind(event.at)
        .bind(event.principal.text())
        .bind(event.token.text())
        .bind(event.row.text())
        .bind(event.digest)
        .bind(event.address)
        .bind(event.extent)
        .bind(event.bytes)
        .run();
}

Result<void> write_batch(Catalog& catalog, const std::vector<DownloadEvent>& events) {
    SPOKE_TRY(auto transaction, catalog.begin({}));
    SPOKE_TRY(in_catalog("write downloads", [&]() -> Result<void> {
        for (const auto& event : events) insert(transaction.connection(), event);
        return ok();
    }));
    return transaction.commit();
}

}  // namespace

struct DownloadLog::State {
    State(Catalog& catalog_given, Settings settings_given)
        : catalog(catalog_given),
          settings(settings_given),
          writer([this](const auto& stop) { run(stop); }) {}

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            {
                auto events = queue.lock();
                wake.wait_for(events.lock(), stop, settings.interval, [] { return false; });
            }
            if (const auto written = flush(); !written)
                SPOKE_LOG(error, "downloads_not_written", "reason", written.error().describe());
        }
    }

    Result<void> flush() {
        const std::lock_guard one_at_a_time(flushing);
        std::vector<DownloadEvent> events;
        std::swap(events, *queue.lock());
        if (events.empty()) return ok();
        auto written = write_batch(catalog, events);
        if (!written) lost += events.size();
        return written;
    }

    Catalog& catalog;
    Settings settings;
    std::atomic<std::uint64_t> lost{0};
    std::mutex flushing;
    std::condition_variable_any wake;
    base::Guarded<std::vector<DownloadEvent>> queue;
    std::jthread writer;  // last: it uses all of the above
};

DownloadLog::DownloadLog(Catalog& catalog) : DownloadLog(catalog, Settings{}) {}

DownloadLog::DownloadLog(Catalog& catalog, Settings settings)
    : state_(std::make_unique<State>(catalog, settings)) {}

DownloadLog::~DownloadLog() {
    state_->writer.request_stop();
    state_->writer.join();
    if (const auto written = state_->flush(); !written)
        SPOKE_LOG(error, "downloads_not_written", "reason", written.error().describe());
}

void DownloadLog::record(DownloadEvent event) {
    auto events = state_->queue.lock();
    if (events->size() >= state_->settings.queue_limit) {
        ++state_->lost;
        return;
    }
    events->push_back(std::move(event));
}

std::uint64_t DownloadLog::lost() const {
    return state_->lost;
}

Result<void> DownloadLog::flush() {
    return state_->flush();
}

Result<std::vector<DownloadEvent>> list_downloads(const Reader& reader, std::string_view digest,
                                                  std::size_t limit) {
    return in_catalog("list downloads", [&] {
        Query query(reader.connection(),
                    fmt::format("SELECT {} FROM download_events WHERE digest = :digest ORDER BY at "
                                "DESC, event_id DESC LIMIT :count",
                                k_names));
        query.bind(digest).bind(limit);
        return read_all<DownloadColumns>(query);
    });
}

Result<std::size_t> delete_downloads_before(Transaction& transaction, base::Moment moment) {
    return in_catalog("delete downloads", [&]() -> Result<std::size_t> {
        return Query(transaction.connection(), "DELETE FROM download_events WHERE at < :before")
            .bind(moment)
            .run();
    });
}

}  // namespace spoke::catalog
