#include "catalog/name_claims.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/changes.hpp"
#include "catalog/connection.hpp"
#include "catalog/counters.hpp"
#include "catalog/repositories.hpp"

namespace spoke::catalog {
namespace {

class ClaimColumns {
public:
    using Row = NameClaim;
    void into(Query& query) { query.into(name_, domain_, repository_, claimed_, released_); }
    Result<NameClaim> row() {
        SPOKE_TRY(auto project, python::ProjectName::parse(name_.value));
        Decoder decoder;
        NameClaim claim{.project = std::move(project),
                        .trust_domain = domain_.value,
                        .repository = decoder.id(repository_),
                        .claimed = decoder.moment(claimed_),
                        .released = decoder.optional_moment(released_)};
        return decoder.finish(std::move(claim));
    }

private:
    Text name_, domain_, repository_;
    Number claimed_, released_;
};

constexpr std::string_view k_select =
    "SELECT display_name, trust_domain, repository_id, claimed, released FROM name_claims WHERE "
    "trust_domain = :trust_domain AND released IS NULL";

void write_claim(Transaction& transaction, const Repository& repository,
                 const python::ProjectName& project) {
    Query(transaction.connection(),
          "INSERT INTO name_claims (trust_domain, project, display_name, repository_id, claimed) "
          "VALUES (:trust_domain, :project, :display_name, :repository_id, :claimed) ON CONFLICT "
          "(trust_domain, project) DO UPDATE SET repository_id = excluded.repository_id, claimed = "
          "excluded.claimed, released = NULL")
        .bind(repository.trust_domain)
        .bind(project.normalized())
        .bind(project.written())
        .bind(repository.id)
        .bind(transaction.now())
        .run();
}

/// Pages of this name may change in every repository of the domain.
Result<void> bump_domain(Transaction& transaction, std::string_view trust_domain,
                         const python::ProjectName& project) {
    SPOKE_TRY(const auto repositories, list_repositories(transaction));
    for (const auto& repository : repositories) {
        if (repository.trust_domain != trust_domain) continue;
        SPOKE_TRY(bump_serial(transaction, repository.id, project.normalized()));
    }
    return ok();
}

}  // namespace

Result<std::optional<NameClaim>> find_name_claim(const Reader& reader,
                                                 std::string_view trust_domain,
                                                 const python::ProjectName& project) {
    return in_catalog("find a claim on a name", [&] {
        Query query(reader.connection(), fmt::format("{} AND project = :project", k_select));
        query.bind(trust_domain).bind(project.normalized());
        return read_one<ClaimColumns>(query);
    });
}

Result<std::vector<NameClaim>> list_name_claims(const Reader& reader,
                                                std::string_view trust_domain) {
    return in_catalog("list the claims on names", [&] {
        Query query(reader.connection(), fmt::format("{} ORDER BY project", k_select));
        query.bind(trust_domain);
        return read_all<ClaimColumns>(query);
    });
}

Result<void> claim_name(Transaction& transaction, const base::Id& repository,
                        const python::ProjectName& project) {
    SPOKE_TRY(const auto owner,
              must_exist(find_repository(transaction, repository), "the repository"));
    SPOKE_TRY(const auto claim, find_name_claim(transaction, owner.trust_domain, project));
    if (claim && claim->repository == repository) return ok();
    if (claim)
        return fail(ErrorCode::conflict,
                    fmt::format("the name {} is claimed by another repository; an administrator "
                                "can release it",
                                project.normalized()));
    SPOKE_TRY(in_catalog("claim a name", [&]() -> Result<void> {
        write_claim(transaction, owner, project);
        return ok();
    }));
    SPOKE_TRY(bump_domain(transaction, owner.trust_domain, project));
    return record_change(
        transaction,
        {.action = "name.claim", .subject = project.normalized(), .repository = repository});
}

Result<void> release_name(Transaction& transaction, std::string_view trust_domain,
                          const python::ProjectName& project) {
    SPOKE_TRY(const auto claim, find_name_claim(transaction, trust_domain, project));
    if (!claim)
        return fail(ErrorCode::not_found,
                    fmt::format("nobody claims the name {}", project.normalized()));
    SPOKE_TRY(in_catalog("release a name", [&]() -> Result<void> {
        Query(transaction.connection(),
              "UPDATE name_claims SET released = :released WHERE trust_domain = :trust_domain AND "
              "project = :project")
            .bind(transaction.now())
            .bind(trust_domain)
            .bind(project.normalized())
            .run();
        return ok();
    }));
    SPOKE_TRY(bump_domain(transaction, trust_domain, project));
    return record_change(transaction, {.action = "name.release",
                                       .subject = project.normalized(),
                                       .repository = claim->repository});
}

}  // namespace spoke::catalog
