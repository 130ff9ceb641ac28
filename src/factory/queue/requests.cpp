#include "factory/queue/requests.hpp"

#include <algorithm>

#include "catalog/name_claims.hpp"
#include "catalog/repositories.hpp"
#include "python/requirement.hpp"
#include "python/version.hpp"

namespace spoke::factory {
namespace {

using catalog::Build;
using catalog::RequestReason;

/// A published build of that version, so that asking twice builds once.
Result<std::optional<Build>> find_published(const catalog::Reader& reader,
                                            const python::ProjectName& project,
                                            const std::string& version,
                                            const base::Id& repository) {
    catalog::BuildFilter filter;
    filter.state = catalog::BuildState::published;
    filter.project = project;
    filter.version = version;
    filter.repository = repository;
    filter.limit = 1;
    SPOKE_TRY(const auto builds, catalog::list_builds(reader, filter));
    if (builds.empty()) return std::nullopt;
    return builds.front();
}

bool names_one_version(const python::SpecifierSet& versions) {
    const auto& clauses = versions.specifiers();
    return clauses.size() == 1 && clauses.front().comparison() == python::Comparison::equal &&
           !clauses.front().is_prefix();
}

}  // namespace

Result<RequestOrder> parse_request(std::string_view text, RequestReason reason) {
    SPOKE_TRY(auto requirement, python::Requirement::parse(text));
    const auto& versions = requirement.specifiers;
    if (requirement.url || requirement.marker || !requirement.extras.empty() ||
        (!versions.empty() && !names_one_version(versions)))
        return fail(ErrorCode::invalid,
                    "\"" + std::string(text) +
                        "\" can't be requested: write NAME or NAME==VERSION, without extras, "
                        "markers, URLs and other operators");
    return RequestOrder{requirement.name, versions, std::string(text), reason};
}

std::optional<std::string> highest_with_sdist(const std::vector<catalog::FileRow>& files,
                                              const python::SpecifierSet& versions) {
    std::vector<python::Version> known;
    for (const auto& file : files) {
        if (file.kind != catalog::FileKind::sdist) continue;
        if (file.yanked && !names_one_version(versions)) continue;
        if (auto version = python::Version::parse(file.version)) known.push_back(*version);
    }
    const auto fitting = versions.filter(known);
    if (fitting.empty()) return std::nullopt;
    return std::ranges::max_element(fitting)->text();
}

Requests::Requests(catalog::Catalog& catalog, repositories::Proxy& upstream,
                   const Settings& settings)
    : catalog_(catalog), upstream_(upstream), settings_(settings) {}

Result<void> Requests::check_allowed(const catalog::Cause& cause, const RequestOrder& order,
                                     const base::Id& target) {
    SPOKE_TRY(const auto reader, catalog_.read());
    SPOKE_TRY(const auto claim, catalog::find_name_claim(reader, "default", order.project));
    if (claim && claim->repository != target)
        return fail(ErrorCode::denied, "\"" + order.project.normalized() +
                                           "\" belongs to a hosted repository here, so it is "
                                           "neither asked upstream nor built");
    if (cause.principal.empty()) return ok();
    const auto hour_ago = catalog_.clock().now() - std::chrono::hours(1);
    SPOKE_TRY(const auto made, catalog::count_requests(reader, cause.principal, hour_ago));
    if (made >= settings_.requests_per_hour)
        return fail(ErrorCode::exhausted, "more than " +
                                              std::to_string(settings_.requests_per_hour) +
                                              " requests in an hour; try again later");
    return ok();
}

Result<std::string> Requests::choose_version(const RequestOrder& order) {
    SPOKE_TRY(const auto project, upstream_.load_project(order.project));
    if (!project)
        return fail(ErrorCode::not_found,
                    settings_.upstream + " has no project \"" + order.project.normalized() + "\"");
    if (auto version = highest_with_sdist(project->rows, order.versions)) return *version;
    return fail(ErrorCode::not_found, settings_.upstream + " has no sdist for \"" + order.written +
                                          "\"; the factory builds from sdists");
}

Result<Build> Requests::request(const catalog::Cause& cause, const RequestOrder& order) {
    base::Id target;
    {
        SPOKE_TRY(const auto reader, catalog_.read());
        SPOKE_TRY(const auto repository, catalog::find_repository(reader, settings_.target));
        if (!repository)
            return fail(ErrorCode::internal, "there is no repository \"" + settings_.target + "\"");
        target = repository->id;
    }
    SPOKE_TRY(check_allowed(cause, order, target));
    SPOKE_TRY(const auto version, choose_version(order));

    SPOKE_TRY(auto transaction, catalog_.begin(cause));
    SPOKE_TRY(auto published, find_published(transaction, order.project, version, target));
    SPOKE_TRY(const auto request,
              catalog::record_request(transaction,
                                      {order.project, version, order.written, order.reason}));
    if (!published) {
        SPOKE_TRY(published,
                  catalog::enqueue_build(transaction, {order.project, version, target,
                                                       std::string(to_string(order.reason))}));
    }
    SPOKE_TRY(catalog::link_request(transaction, request.id, published->id));
    SPOKE_TRY(transaction.commit());
    return *published;
}

Result<void> Requests::note_anonymous_miss(const catalog::Cause& cause,
                                           const python::ProjectName& project) {
    SPOKE_TRY(auto transaction, catalog_.begin(cause));
    SPOKE_TRY(catalog::record_request(
        transaction, {project, "", project.written(), RequestReason::anonymous_miss}));
    return transaction.commit();
}

}  // namespace spoke::factory
