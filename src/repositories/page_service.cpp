#include "repositories/page_service.hpp"

#include "base/log.hpp"
#include "catalog/projects.hpp"
#include "repositories/group.hpp"
#include "repositories/page_body.hpp"
#include "repositories/page_cache.hpp"
#include "repositories/project_list.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace spoke::repositories {

namespace {

/// More of one kind is not told again: an event is for the first time that a person could know.
constexpr std::size_t k_told_limit = 100'000;

}  // namespace

/// A body with what its caching needs.
struct PageService::Made {
    std::optional<python::ProjectName> project;
    std::string body;
    std::int64_t serial = 0;
    Freshness freshness = Freshness::fresh;
    std::optional<base::Moment> valid_until;
    std::vector<base::Id> consulted;
    std::uint64_t sequence = 0;
};

PageService::PageService(Backends backends, ProxyTable& proxies, PageHeadMaker head_maker,
                         PageSettings settings)
    : backends_(backends),
      proxies_(proxies),
      head_maker_(std::move(head_maker)),
      settings_(settings),
      cache_(std::make_shared<PageCache>(settings.cache_bytes)) {
    // The listener may outlive this service by a moment; the cache is what it holds on to.
    auto& directory = backends_.directory;
    backends_.changes.subscribe(
        [cache = cache_, &directory](const base::Id& repository, std::string_view project) {
            if (repository.empty() || project.empty()) {
                cache->drop_all();
                return;
            }
            std::vector<base::Id> shown_in{repository};
            for (const auto& group : directory.groups_of(repository)) shown_in.push_back(group->id);
            for (const auto& id : shown_in) {
                cache->drop(id, project);
                cache->drop(id, {});
            }
        });
}

PageService::~PageService() = default;

ReadyPagePtr PageService::find_ready(const catalog::Grant& grant, const PageKey& key) {
    auto page = cache_->find(grant.repository(), key.project, key.representation, key.coding,
                             backends_.catalog.clock().now());
    // The cache has no rights: this grant may reach less than the one the page was made under.
    if (page && page->project && !grant.covers_project(*page->project)) return nullptr;
    return page;
}

Result<PageAnswer> PageService::make_ready(const catalog::Grant& grant,
                                           const python::ProjectName& project,
                                           simple::Representation representation, Coding coding) {
    if (!grant.covers_project(project))
        return fail(ErrorCode::not_found, "there is no such project here");
    const auto repository = backends_.directory.find(grant.repository());
    if (!repository) return fail(ErrorCode::not_found, "there is no such repository");
    Made made;
    made.project = project;
    made.sequence = backends_.changes.sequence();
    SPOKE_TRY(auto answer, show_project(backends_, proxies_, *repository, project));
    // The first look at an upstream's page writes rows itself; what it wrote is looked at again, so
    // that the page can be kept.
    if (backends_.changes.changed_since(made.sequence, answer.consulted, project.normalized())) {
        made.sequence = backends_.changes.sequence();
        SPOKE_TRY(answer, show_project(backends_, proxies_, *repository, project));
    }
    if (!answer.blocked.empty())
        return PageAnswer{PageOutcome::blocked, nullptr, std::move(answer.blocked)};
    if (!answer.project) return PageAnswer{};
    tell_displaced(*repository, answer.project->displaced);

    const auto now = backends_.catalog.clock().now();
    auto model = make_page(*answer.project, *repository, project, backends_.directory, now);
    made.body = render(model.page, representation);
    made.serial = answer.project->serial;
    made.freshness = answer.project->freshness;
    made.valid_until = model.valid_until;
    made.consulted = std::move(answer.consulted);
    if (answer.holds_for_a_time) limit_validity(made, now);
    return PageAnswer{
        PageOutcome::page,
        finish(*repository, PageKey{project.normalized(), representation, coding}, std::move(made)),
        {}};
}

Result<PageAnswer> PageService::make_ready_list(const catalog::Grant& grant,
                                                simple::Representation representation,
                                                Coding coding) {
    const auto repository = backends_.directory.find(grant.repository());
    if (!repository) return fail(ErrorCode::not_found, "there is no such repository");
    Made made;
    made.sequence = backends_.changes.sequence();
    SPOKE_TRY(auto listed, list_shown_projects(backends_, proxies_, *repository));
    made.body = render(listed.list, representation);
    made.serial = listed.list.serial.value_or(0);
    made.consulted = std::move(listed.consulted);
    if (listed.holds_for_a_time) limit_validity(made, backends_.catalog.clock().now());
    return PageAnswer{PageOutcome::page,
                      finish(*repository, PageKey{{}, representation, coding}, std::move(made)),
                      {}};
}

void PageService::limit_validity(Made& made, base::Moment now) const {
    const auto until = now + settings_.upstream_page_lifetime;
    made.valid_until = std::min(made.valid_until.value_or(until), until);
}

ReadyPagePtr PageService::finish(const catalog::Repository& repository, const PageKey& key,
                                 Made made) {
    PageFacts facts;
    facts.representation = key.representation;
    facts.coding = key.coding;
    facts.serial = made.serial;
    facts.freshness = made.freshness;
    facts.visibility = repository.visibility == catalog::Visibility::is_public
                           ? Visibility::open
                           : Visibility::credentialed;
    auto page = make_ready_page(made.body, std::move(made.project), std::move(facts), head_maker_);
    cache_->insert(
        PageCache::Key{repository.id, std::string(key.project), key.representation, key.coding},
        page, made.valid_until, [&] {
            return !backends_.changes.changed_since(made.sequence, made.consulted, key.project);
        });
    return page;
}

/// The event of threats.md I1: once for each file and reason while this process runs.
void PageService::tell_displaced(const catalog::Repository& repository,
                                 const std::vector<Displaced>& displaced) {
    auto told = told_.lock();
    for (const auto& [row, reason] : displaced) {
        if (told->size() > k_told_limit) return;
        if (!told->insert(row.id.text() + reason).second) continue;
        SPOKE_LOG(warn, "overlay_displaced", "repository", repository.name, "file", row.file_name,
                  "why", reason);
    }
}

}  // namespace spoke::repositories
