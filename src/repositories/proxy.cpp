#include "repositories/proxy.hpp"

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "catalog/blob_rows.hpp"
#include "catalog/files.hpp"
#include "catalog/name_claims.hpp"
#include "repositories/proxy_bytes.hpp"
#include "repositories/single_flight.hpp"
#include "repositories/upstream_rows.hpp"

#include <algorithm>
#include <utility>

namespace spoke::repositories {

namespace {

constexpr std::size_t k_remembered_projects = 50'000;
/// How often the time of the last good answer is written down.
constexpr std::chrono::minutes k_note_check_every{10};

std::vector<catalog::FileRow> only_listed(std::vector<catalog::FileRow> rows,
                                          const std::vector<std::string>& listed) {
    std::erase_if(rows, [&](const catalog::FileRow& row) {
        return !std::ranges::binary_search(listed, row.file_name);
    });
    return rows;
}

void log_findings(const python::ProjectName& project, const Findings& findings) {
    for (const auto& finding : findings)
        SPOKE_LOG(warn, "upstream_finding", "project", project.normalized(), "code", finding.code,
                  "where", finding.where, "text", finding.text);
}

}  // namespace

struct Proxy::Flights {
    SingleFlight<std::optional<ProxyProject>> projects;
    SingleFlight<catalog::FileRow> files;
};

/// What the upstream said lately, so that a page made anew for another coding does not ask again.
struct Proxy::Seen {
    struct Entry {
        base::Deadline::Ticks::time_point at;
        std::optional<std::vector<std::string>> listed;  ///< nothing: surely not there
        Findings findings;
    };
    base::Guarded<std::map<std::string, Entry>> entries;

    void remember(const std::string& project, Entry entry) {
        auto lease = entries.lock();
        if (lease->size() >= k_remembered_projects) lease->clear();
        // A finding is an event when it is new, not each time the page is made.
        const auto old = lease->find(project);
        const bool is_new = old == lease->end() || old->second.findings != entry.findings;
        if (is_new) log_findings(*python::ProjectName::parse(project), entry.findings);
        lease->insert_or_assign(project, std::move(entry));
    }
    std::optional<Entry> recent(const std::string& project, std::chrono::milliseconds lifetime) {
        auto lease = entries.lock();
        const auto found = lease->find(project);
        if (found == lease->end()) return std::nullopt;
        if (base::Deadline::Ticks::now() - found->second.at >= lifetime) return std::nullopt;
        return found->second;
    }
};

Proxy::Proxy(base::Id repository, upstream::Upstream& upstream, Backends backends,
             ProxySettings settings)
    : repository_(std::move(repository)),
      upstream_(upstream),
      backends_(backends),
      settings_(settings),
      flights_(std::make_unique<Flights>()),
      seen_(std::make_unique<Seen>()) {}

Proxy::~Proxy() = default;

Result<std::optional<ProxyProject>> Proxy::load_project(const python::ProjectName& project) {
    return flights_->projects.run(project.normalized(), [&] { return load_once(project); });
}

Result<bool> Proxy::is_claimed(const catalog::Reader& reader, const python::ProjectName& project) {
    const auto repository = backends_.directory.find(repository_);
    if (!repository) return fail(ErrorCode::internal, "the proxy's repository is not known");
    SPOKE_TRY(const auto claim,
              catalog::find_name_claim(reader, repository->trust_domain, project));
    return claim.has_value();
}

Result<std::optional<ProxyProject>> Proxy::load_once(const python::ProjectName& project) {
    {
        SPOKE_TRY(const auto reader, backends_.catalog.read());
        SPOKE_TRY(const bool claimed, is_claimed(reader, project));
        if (claimed) return std::optional<ProxyProject>();
    }
    if (const auto seen = seen_->recent(project.normalized(), settings_.lifetime)) {
        if (!seen->listed) return std::optional<ProxyProject>();
        return load_rows(project, *seen->listed);
    }
    // Taken before the question, so that a slow answer is not younger than it is.
    const auto asked = base::Deadline::Ticks::now();
    auto found = upstream_.load_project(project);
    if (!found) return known_rows(project, std::move(found).error());
    if (!*found) {
        seen_->remember(project.normalized(), {asked, std::nullopt, {}});
        return std::optional<ProxyProject>();
    }
    SPOKE_TRY(auto rows, take_over(**found));
    seen_->remember(project.normalized(), {asked, rows.listed, std::move(rows.findings)});
    return load_rows(project, rows.listed);
}

Result<std::optional<ProxyProject>> Proxy::load_rows(const python::ProjectName& project,
                                                     const std::vector<std::string>& listed) {
    SPOKE_TRY(const auto reader, backends_.catalog.read());
    SPOKE_TRY(auto known, catalog::find_project(reader, repository_, project));
    if (!known) return std::optional<ProxyProject>();
    SPOKE_TRY(auto rows, catalog::list_files(reader, repository_, project));
    return std::optional(
        ProxyProject{std::move(*known), only_listed(std::move(rows), listed), Freshness::fresh});
}

/// Writes what is new on the upstream's page; most looks write nothing.
Result<UpstreamRows> Proxy::take_over(const upstream::UpstreamProject& project) {
    const auto now = backends_.catalog.clock().now();
    UpstreamRows rows;
    std::optional<catalog::Project> known;
    {
        SPOKE_TRY(const auto reader, backends_.catalog.read());
        SPOKE_TRY(const auto old, catalog::list_files(reader, repository_, project.project));
        SPOKE_TRY(known, catalog::find_project(reader, repository_, project.project));
        rows = rows_of_upstream(repository_, project, old, now);
    }
    const bool is_noted =
        known && known->upstream_checked && now - *known->upstream_checked < k_note_check_every;
    const bool is_news = !known || !rows.written.empty() || !rows.reannounced.empty();
    if (is_noted && !is_news) return rows;
    SPOKE_TRY(auto transaction, backends_.catalog.begin({}));
    if (!known) known = catalog::Project{.repository = repository_, .name = project.project};
    known->upstream_checked = now;
    SPOKE_TRY(catalog::put_project(transaction, *known));
    SPOKE_TRY(catalog::put_files(transaction, rows.written));
    for (const auto& row : rows.reannounced) {
        SPOKE_TRY(catalog::reannounce_file(transaction, row));
    }
    SPOKE_TRY(transaction.commit());
    if (is_news) backends_.changes.announce(repository_, project.project.normalized());
    return rows;
}

/// The upstream cannot be asked: rows that a good answer gave not too long ago still stand.
Result<std::optional<ProxyProject>> Proxy::known_rows(const python::ProjectName& project,
                                                      Error why) {
    SPOKE_TRY(const auto reader, backends_.catalog.read());
    SPOKE_TRY(auto known, catalog::find_project(reader, repository_, project));
    const auto now = backends_.catalog.clock().now();
    if (!known || !known->upstream_checked ||
        now - *known->upstream_checked > settings_.stale_for) {
        why.code = ErrorCode::unavailable;
        return fail_with_note(std::move(why), "asking the upstream for " + project.normalized());
    }
    SPOKE_LOG(warn, "upstream_stale", "project", project.normalized(), "why", why.describe());
    SPOKE_TRY(auto rows, catalog::list_files(reader, repository_, project));
    return std::optional(ProxyProject{std::move(*known), std::move(rows), Freshness::stale});
}

Result<catalog::FileRow> Proxy::bring(const catalog::FileRow& row) {
    if (row.blob) return row;
    return flights_->files.run(row.id.text(), [&] { return fetch(row); });
}

Result<catalog::FileRow> Proxy::fetch(const catalog::FileRow& asked) {
    catalog::FileRow row = asked;
    {
        // Another caller may have brought it between the look-up and this flight.
        SPOKE_TRY(const auto reader, backends_.catalog.read());
        SPOKE_TRY(auto now, catalog::find_file(reader, asked.id));
        if (!now) return fail(ErrorCode::not_found, "there is no such file here");
        row = std::move(*now);
    }
    if (row.blob) return row;
    auto brought = bring_bytes(backends_.blobs, upstream_, row, settings_.max_file_bytes);
    if (!brought) {
        SPOKE_LOG(error, "upstream_file_refused", "file", row.file_name, "why",
                  brought.error().describe());
        return fail(std::move(brought).error());
    }
    return store_row(std::move(row), *brought);
}

Result<catalog::FileRow> Proxy::store_row(catalog::FileRow row, const BroughtFile& brought) {
    const auto& digests = brought.blob.digests;
    const bool was_announced = row.sha256.has_value() || row.blake2b.has_value();
    row.digest_state =
        was_announced ? catalog::DigestState::verified : catalog::DigestState::first_use;
    row.sha256 = row.blob = digests.sha256;
    row.blake2b = digests.blake2b;
    row.size = digests.size;
    const auto sidecar =
        brought.sidecar ? std::optional(brought.sidecar->digests.sha256) : std::nullopt;
    if (row.metadata_sha256 && row.metadata_sha256 != sidecar)
        SPOKE_LOG(error, "upstream_sidecar_differs", "file", row.file_name);
    row.metadata_sha256 = sidecar;
    SPOKE_TRY(auto transaction, backends_.catalog.begin({}));
    SPOKE_TRY(catalog::put_blob(transaction, digests));
    if (brought.sidecar) {
        SPOKE_TRY(catalog::put_blob(transaction, brought.sidecar->digests));
    }
    SPOKE_TRY(auto stored, catalog::put_file(transaction, std::move(row)));
    SPOKE_TRY(transaction.commit());
    backends_.changes.announce(repository_, stored.project.normalized());
    return stored;
}

Result<std::vector<std::string>> Proxy::list_projects() {
    return upstream_.list_projects();
}

void ProxyTable::add(std::unique_ptr<Proxy> proxy) {
    auto id = proxy->repository();
    proxies_.insert_or_assign(std::move(id), std::move(proxy));
}

Proxy* ProxyTable::find(const base::Id& repository) const {
    const auto found = proxies_.find(repository);
    return found == proxies_.end() ? nullptr : found->second.get();
}

}  // namespace spoke::repositories
