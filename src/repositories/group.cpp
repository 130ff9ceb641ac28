#include "repositories/group.hpp"

#include "catalog/files.hpp"
#include "catalog/name_claims.hpp"

#include <algorithm>
#include <utility>

namespace spoke::repositories {

namespace {

using catalog::Repository;
using catalog::RepositoryKind;

constexpr std::size_t k_max_members = 256;
constexpr int k_max_depth = 8;

std::string claimed_reason(const python::ProjectName& project) {
    return "the name " + project.normalized() +
           " is held by a hosted repository; only its own files are served";
}

/// One question's state: what it was asked, and what it looked at.
class Asker {
public:
    Asker(const Backends& backends, const ProxyTable& proxies, const python::ProjectName& project)
        : backends_(backends), proxies_(proxies), project_(project) {}

    Result<ShownAnswer> show(const Repository& repository) {
        SPOKE_TRY(claim_, load_claim(repository));
        answer_.consulted.push_back(repository.id);
        SPOKE_TRY(answer_.project, repository.kind == RepositoryKind::group
                                       ? show_group(repository)
                                       : show_single(repository));
        return std::move(answer_);
    }

private:
    Result<std::optional<catalog::NameClaim>> load_claim(const Repository& repository) {
        SPOKE_TRY(const auto reader, backends_.catalog.read());
        return catalog::find_name_claim(reader, repository.trust_domain, project_);
    }

    /// A repository on its own page: a name that another one claims shows nothing here.
    Result<std::optional<ShownProject>> show_single(const Repository& repository) {
        if (claim_ && claim_->repository != repository.id) {
            answer_.blocked = claimed_reason(project_);
            return std::optional<ShownProject>();
        }
        return load(repository);
    }

    Result<std::optional<ShownProject>> load(const Repository& repository) {
        answer_.consulted.push_back(repository.id);
        return repository.kind == RepositoryKind::proxy ? load_proxy(repository)
                                                        : load_hosted(repository);
    }

    Result<std::optional<ShownProject>> load_hosted(const Repository& repository) {
        SPOKE_TRY(const auto reader, backends_.catalog.read());
        SPOKE_TRY(const auto known, catalog::find_project(reader, repository.id, project_));
        if (!known) return std::optional<ShownProject>();
        SPOKE_TRY(auto rows, catalog::list_files(reader, repository.id, project_));
        return std::optional(shown(*known, std::move(rows), Freshness::fresh));
    }

    Result<std::optional<ShownProject>> load_proxy(const Repository& repository) {
        auto* proxy = proxies_.find(repository.id);
        if (proxy == nullptr)
            return fail(ErrorCode::unavailable,
                        "the upstream of " + repository.name + " is not set up");
        SPOKE_TRY(auto found, proxy->load_project(project_));
        answer_.holds_for_a_time = true;
        if (!found) return std::optional<ShownProject>();
        auto project = shown(found->project, std::move(found->rows), found->freshness);
        return std::optional(std::move(project));
    }

    static ShownProject shown(const catalog::Project& known, std::vector<catalog::FileRow> rows,
                              Freshness freshness) {
        ShownProject project;
        project.status = known.status;
        project.status_reason = known.status_reason;
        project.serial = static_cast<std::int64_t>(known.serial);
        project.rows = std::move(rows);
        project.freshness = freshness;
        return project;
    }

    Result<std::optional<ShownProject>> show_group(const Repository& group) {
        std::vector<catalog::Member> members;
        SPOKE_TRY(flatten(group, 0, members));
        if (claim_) return show_claimant(members);
        for (const auto& member : members) {
            // An overlaid member belongs to the one beneath it, and never owns by itself: before
            // it, a member in between could lose a name to the upstream.
            if (is_overlay(member, members)) continue;
            SPOKE_TRY(auto project, show_owner(member, members));
            if (project) return project;
        }
        return std::optional<ShownProject>();
    }

    Result<std::optional<ShownProject>> show_claimant(const std::vector<catalog::Member>& members) {
        const auto claimant =
            std::ranges::find(members, claim_->repository, &catalog::Member::repository);
        if (claimant != members.end()) {
            SPOKE_TRY(const auto repository, get(claimant->repository));
            SPOKE_TRY(auto project, load(*repository));
            if (project) return project;
        }
        answer_.blocked = claimed_reason(project_);
        return std::optional<ShownProject>();
    }

    static bool is_overlay(const catalog::Member& member,
                           const std::vector<catalog::Member>& members) {
        return !member.overlay_on.empty() &&
               std::ranges::find(members, member.overlay_on, &catalog::Member::repository) !=
                   members.end();
    }

    /// A member with what is laid over it.
    Result<std::optional<ShownProject>> show_owner(const catalog::Member& owner,
                                                   const std::vector<catalog::Member>& members) {
        SPOKE_TRY(const auto beneath_repository, get(owner.repository));
        SPOKE_TRY(auto beneath, load(*beneath_repository));
        std::optional<ShownProject> merged = beneath;
        std::vector<std::vector<catalog::FileRow>> layers;
        for (const auto& member : members) {
            if (member.overlay_on != owner.repository) continue;
            SPOKE_TRY(const auto repository, get(member.repository));
            SPOKE_TRY(auto above, load(*repository));
            if (!above) continue;
            layers.push_back(std::move(above->rows));
            if (!merged) merged.emplace();
            merged->serial += above->serial;
            if (above->freshness == Freshness::stale) merged->freshness = Freshness::stale;
        }
        if (layers.empty()) return beneath;
        layers.push_back(beneath ? std::move(beneath->rows) : std::vector<catalog::FileRow>());
        auto overlaid = overlay(std::move(layers));
        merged->rows = std::move(overlaid.shown);
        merged->displaced = std::move(overlaid.displaced);
        return merged;
    }

    Result<RepositoryPtr> get(const base::Id& id) {
        auto repository = backends_.directory.find(id);
        if (!repository) return fail(ErrorCode::unavailable, "a member of the group is not known");
        return repository;
    }

    /// Members of nested groups in their place; one that is reached twice counts once.
    Result<void> flatten(const Repository& group, int depth,
                         std::vector<catalog::Member>& members) {
        if (depth > k_max_depth || members.size() > k_max_members)
            return fail(ErrorCode::invalid, "the group " + group.name + " is nested too deeply");
        answer_.consulted.push_back(group.id);
        for (const auto& member : group.members) {
            SPOKE_TRY(const auto repository, get(member.repository));
            if (repository->kind == RepositoryKind::group) {
                SPOKE_TRY(flatten(*repository, depth + 1, members));
                continue;
            }
            const bool is_there = std::ranges::find(members, member.repository,
                                                    &catalog::Member::repository) != members.end();
            if (!is_there) members.push_back(member);
        }
        return ok();
    }

    const Backends& backends_;
    const ProxyTable& proxies_;
    const python::ProjectName& project_;
    std::optional<catalog::NameClaim> claim_;
    ShownAnswer answer_;
};

}  // namespace

Result<ShownAnswer> show_project(const Backends& backends, const ProxyTable& proxies,
                                 const Repository& repository, const python::ProjectName& project) {
    Asker asker(backends, proxies, project);
    return asker.show(repository);
}

}  // namespace spoke::repositories
