#include "repositories/project_list.hpp"

#include "base/log.hpp"
#include "catalog/name_claims.hpp"
#include "catalog/projects.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace spoke::repositories {

namespace {

/// Name → serial; nothing for a project that only an upstream's list names.
using Serials = std::map<std::string, std::optional<std::int64_t>>;

class Lister {
public:
    Lister(const Backends& backends, const ProxyTable& proxies)
        : backends_(backends), proxies_(proxies) {}

    Result<void> add(const catalog::Repository& repository) {
        if (!visited_.insert(repository.id).second) return ok();
        result_.consulted.push_back(repository.id);
        if (repository.kind != catalog::RepositoryKind::group) return add_single(repository);
        for (const auto& member : repository.members) {
            const auto found = backends_.directory.find(member.repository);
            if (!found) return fail(ErrorCode::unavailable, "a member of the group is not known");
            SPOKE_TRY(add(*found));
        }
        return ok();
    }

    Result<ShownList> finish(const catalog::Repository& repository) {
        SPOKE_TRY(const auto claims, load_claims(repository));
        std::int64_t newest = 0;
        for (auto& [name, serial] : serials_) {
            const auto claim = claims.find(name);
            if (claim != claims.end() && !visited_.contains(claim->second)) continue;
            newest += serial.value_or(0);
            result_.list.projects.push_back({name, serial});
        }
        result_.list.serial = newest;
        return std::move(result_);
    }

private:
    Result<void> add_single(const catalog::Repository& repository) {
        {
            SPOKE_TRY(const auto reader, backends_.catalog.read());
            SPOKE_TRY(const auto projects, catalog::list_projects(reader, repository.id));
            for (const auto& project : projects) {
                if (project.status == catalog::ProjectStatus::quarantined) continue;
                auto& serial = serials_[project.name.normalized()];
                serial = serial.value_or(0) + static_cast<std::int64_t>(project.serial);
            }
        }
        if (repository.kind == catalog::RepositoryKind::proxy) add_upstream(repository);
        return ok();
    }

    void add_upstream(const catalog::Repository& repository) {
        result_.holds_for_a_time = true;
        auto* proxy = proxies_.find(repository.id);
        if (proxy == nullptr) return;
        const auto names = proxy->list_projects();
        if (!names) {
            SPOKE_LOG(warn, "upstream_list_missing", "repository", repository.name, "why",
                      names.error().describe());
            return;
        }
        for (const auto& name : *names) serials_.try_emplace(name, std::nullopt);
    }

    /// A claimed name stands on a list only where its claimant is looked at.
    Result<std::map<std::string, base::Id>> load_claims(const catalog::Repository& repository) {
        SPOKE_TRY(const auto reader, backends_.catalog.read());
        SPOKE_TRY(const auto claims, catalog::list_name_claims(reader, repository.trust_domain));
        std::map<std::string, base::Id> holders;
        for (const auto& claim : claims)
            if (!claim.released) holders.emplace(claim.project.normalized(), claim.repository);
        return holders;
    }

    const Backends& backends_;
    const ProxyTable& proxies_;
    std::set<base::Id> visited_;
    Serials serials_;
    ShownList result_;
};

}  // namespace

Result<ShownList> list_shown_projects(const Backends& backends, const ProxyTable& proxies,
                                      const catalog::Repository& repository) {
    Lister lister(backends, proxies);
    SPOKE_TRY(lister.add(repository));
    return lister.finish(repository);
}

}  // namespace spoke::repositories
