#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "catalog/file_row.hpp"
#include "catalog/projects.hpp"
#include "python/project_name.hpp"
#include "repositories/backends.hpp"
#include "repositories/proxy_bytes.hpp"
#include "repositories/ready_page.hpp"
#include "repositories/upstream_rows.hpp"
#include "upstream/upstream.hpp"

namespace spoke::repositories {

struct ProxySettings {
    /// How long an answer of the upstream is used before it is asked again.
    std::chrono::milliseconds lifetime{5000};
    /// How long rows are shown, marked stale, while the upstream can't be asked.
    std::chrono::hours stale_for{24};
    std::uint64_t max_file_bytes = std::uint64_t{4} << 30U;
};

/// The files of a project that the proxy's page shows.
struct ProxyProject {
    catalog::Project project;
    std::vector<catalog::FileRow> rows;
    Freshness freshness = Freshness::fresh;
};

/// One proxy repository over one upstream. Rows are made at first sight; bytes are brought at first
/// need, hashed while they are written, and kept only if they are the announced ones. Thread-safe,
/// blocking. Many who ask for one project or one file make one question to the upstream.
class Proxy {
public:
    Proxy(base::Id repository, upstream::Upstream& upstream, Backends backends,
          ProxySettings settings);
    ~Proxy();

    const base::Id& repository() const { return repository_; }

    /// Nothing where the upstream surely has no such project, or where a hosted repository claims
    /// the name (such names are not asked, index-conformance 188). `unavailable` where it can't be
    /// asked and nothing good is known.
    Result<std::optional<ProxyProject>> load_project(const python::ProjectName& project);
    /// The row with its bytes here: as given if they are, else brought, checked and written to the
    /// catalog together with the sidecar that was cut out of the wheel.
    Result<catalog::FileRow> bring(const catalog::FileRow& row);
    /// Normalized names, those of the upstream now.
    Result<std::vector<std::string>> list_projects();

private:
    struct Flights;
    struct Seen;
    Result<std::optional<ProxyProject>> load_once(const python::ProjectName& project);
    Result<bool> is_claimed(const catalog::Reader& reader, const python::ProjectName& project);
    Result<std::optional<ProxyProject>> load_rows(const python::ProjectName& project,
                                                  const std::vector<std::string>& listed);
    Result<UpstreamRows> take_over(const upstream::UpstreamProject& project);
    Result<std::optional<ProxyProject>> known_rows(const python::ProjectName& project, Error why);
    Result<catalog::FileRow> fetch(const catalog::FileRow& asked);
    Result<catalog::FileRow> store_row(catalog::FileRow row, const BroughtFile& brought);

    base::Id repository_;
    upstream::Upstream& upstream_;
    Backends backends_;
    ProxySettings settings_;
    std::unique_ptr<Flights> flights_;
    std::unique_ptr<Seen> seen_;
};

/// The proxies by their repository.
class ProxyTable {
public:
    void add(std::unique_ptr<Proxy> proxy);
    /// Null for a repository that is no proxy, or one without an upstream.
    Proxy* find(const base::Id& repository) const;

private:
    std::map<base::Id, std::unique_ptr<Proxy>> proxies_;
};

}  // namespace spoke::repositories
