#include "catalog/repositories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.hpp"
#include "catalog/changes.hpp"
#include "catalog/connection.hpp"
#include "catalog/counters.hpp"

namespace spoke::catalog {
namespace {

// client-dialects.md §2.3, and the paths that the server has at its root. `python` is none.
constexpr std::array<std::string_view, 19> k_reserved_names = {
    "api",    "basic",    "public", "pypi",      "repository", "artifactory", "simple",
    "files",  "packages", "legacy", "_",         "-",          "ui",          "healthz",
    "readyz", "metrics",  "assets", "integrity", "trust"};
constexpr std::size_t k_max_name_bytes = 64;

class RepositoryColumns {
public:
    using Row = Repository;
    static constexpr std::string_view k_names =
        "id, name, kind, trust_domain, visibility, epoch, serial, writer, upstream, created";

    void into(Query& query) {
        query.into(id_, name_, kind_, domain_, visibility_, epoch_, serial_, writer_, upstream_);
        query.into(created_);
    }
    Result<Repository> row() {
        Decoder decoder;
        Repository repository{.id = decoder.id(id_),
                              .name = name_.value,
                              .kind = decoder.word(kind_, RepositoryKind::hosted),
                              .trust_domain = domain_.value,
                              .visibility = decoder.word(visibility_, Visibility::is_private),
                              .epoch = static_cast<std::uint64_t>(epoch_.value),
                              .serial = static_cast<std::uint64_t>(serial_.value),
                              .writer = writer_.value,
                              .upstream = upstream_.value,
                              .members = {},
                              .created = decoder.moment(created_)};
        return decoder.finish(std::move(repository));
    }

private:
    Text id_, name_, kind_, domain_, visibility_, writer_, upstream_;
    Number epoch_, serial_, created_;
};

class MemberColumns {
public:
    using Row = Member;
    void into(Query& query) { query.into(repository_, name_, overlay_on_); }
    Result<Member> row() {
        Decoder decoder;
        Member member{.repository = decoder.id(repository_),
                      .name = name_.value,
                      .overlay_on = decoder.id(overlay_on_)};
        return decoder.finish(std::move(member));
    }

private:
    Text repository_, name_, overlay_on_;
};

Result<std::vector<Member>> list_members(Connection& connection, const base::Id& group) {
    Query query(connection,
                "SELECT m.repository_id, r.name, m.overlay_on FROM group_members m "
                "JOIN repositories r ON r.id = m.repository_id "
                "WHERE m.group_id = :group_id ORDER BY m.position");
    query.bind(group);
    return read_all<MemberColumns>(query);
}

Result<std::optional<Repository>> find_where(const Reader& reader, std::string_view column,
                                             std::string_view value) {
    return in_catalog("find a repository", [&]() -> Result<std::optional<Repository>> {
        Query query(reader.connection(),
                    fmt::format("SELECT {} FROM repositories WHERE {} = :value",
                                RepositoryColumns::k_names, column));
        query.bind(value);
        SPOKE_TRY(auto found, read_one<RepositoryColumns>(query));
        if (!found) return std::nullopt;
        SPOKE_TRY(found->members, list_members(reader.connection(), found->id));
        return found;
    });
}

Result<void> check_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    const bool good = !name.empty() && name.size() <= k_max_name_bytes &&
                      std::ranges::all_of(name, fits) && name.front() != '.' && name.front() != '-';
    if (!good)
        return fail(ErrorCode::invalid,
                    fmt::format("\"{}\" can't be a repository's name: use lower-case letters, "
                                "digits, \"-\" and \".\", at most {}, starting with a letter or "
                                "digit",
                                base::printable(name, 80), k_max_name_bytes));
    if (std::ranges::find(k_reserved_names, name) != k_reserved_names.end())
        return fail(ErrorCode::invalid,
                    fmt::format("\"{}\" can't be a repository's name: paths of clients begin with "
                                "it; choose another",
                                name));
    return ok();
}

std::uint64_t bump(Transaction& transaction, std::string_view column, const base::Id& repository) {
    Query(transaction.connection(),
          fmt::format("UPDATE repositories SET {0} = {0} + 1 WHERE id = :id", column))
        .bind(repository)
        .run();
    Number value;
    Query query(transaction.connection(),
                fmt::format("SELECT {} FROM repositories WHERE id = :id", column));
    query.bind(repository).into(value);
    return query.next() ? static_cast<std::uint64_t>(value.value) : 0;
}

/// Of a repository and of every group that holds it, also through other groups.
Result<void> bump_epochs_upward(Transaction& transaction, const base::Id& repository) {
    std::vector<base::Id> todo{repository};
    for (std::size_t at = 0; at < todo.size(); ++at) {
        SPOKE_TRY(bump_epoch(transaction, todo[at]));
        Text group;
        Query query(transaction.connection(),
                    "SELECT group_id FROM group_members WHERE repository_id = :id");
        query.bind(todo[at]).into(group);
        while (query.next()) {
            SPOKE_TRY(auto id, base::Id::parse(group.value));
            if (std::ranges::find(todo, id) == todo.end()) todo.push_back(std::move(id));
        }
    }
    return ok();
}

}  // namespace

Result<Repository> create_repository(Transaction& transaction, const NewRepository& repository) {
    SPOKE_TRY(check_name(repository.name));
    SPOKE_TRY(const auto taken, find_repository(transaction, repository.name));
    if (taken)
        return fail(ErrorCode::conflict,
                    fmt::format("there is a repository \"{}\" already", repository.name));
    const auto id = transaction.make_id();
    SPOKE_TRY(in_catalog("make a repository", [&]() -> Result<void> {
        Query(transaction.connection(),
              "INSERT INTO repositories (id, name, kind, trust_domain, visibility, epoch, serial, "
              "writer, upstream, created) VALUES (:id, :name, :kind, :trust_domain, :visibility, "
              "1, 1, :writer, :upstream, :created)")
            .bind(id)
            .bind(repository.name)
            .bind(repository.kind)
            .bind(repository.trust_domain)
            .bind(repository.visibility)
            .bind(repository.writer)
            .bind(repository.upstream)
            .bind(transaction.now())
            .run();
        record_node_change(transaction, NodeChange::Kind::repositories, id);
        return ok();
    }));
    SPOKE_TRY(record_change(
        transaction,
        {.action = "repository.create", .subject = repository.name, .repository = id}));
    return must_exist(find_repository(transaction, id), "the new repository");
}

Result<std::optional<Repository>> find_repository(const Reader& reader, std::string_view name) {
    return find_where(reader, "name", name);
}

Result<std::optional<Repository>> find_repository(const Reader& reader, const base::Id& id) {
    return find_where(reader, "id", id.text());
}

Result<std::vector<Repository>> list_repositories(const Reader& reader) {
    return in_catalog("list the repositories", [&]() -> Result<std::vector<Repository>> {
        Query query(reader.connection(),
                    fmt::format("SELECT {} FROM repositories ORDER BY created, id",
                                RepositoryColumns::k_names));
        SPOKE_TRY(auto repositories, read_all<RepositoryColumns>(query));
        for (auto& repository : repositories) {
            SPOKE_TRY(repository.members, list_members(reader.connection(), repository.id));
        }
        return repositories;
    });
}

Result<void> set_members(Transaction& transaction, const base::Id& group,
                         const std::vector<Member>& members) {
    return in_catalog("set a group's members", [&]() -> Result<void> {
        Query(transaction.connection(), "DELETE FROM group_members WHERE group_id = :id")
            .bind(group)
            .run();
        int position = 0;
        for (const auto& member : members) {
            if (member.repository == group)
                return fail(ErrorCode::invalid, "a group can't be a member of itself");
            Query(transaction.connection(),
                  "INSERT INTO group_members (group_id, position, repository_id, overlay_on) "
                  "VALUES (:group_id, :position, :repository_id, :overlay_on)")
                .bind(group)
                .bind(position++)
                .bind(member.repository)
                .bind(member.overlay_on)
                .run();
        }
        SPOKE_TRY(bump_epochs_upward(transaction, group));
        SPOKE_TRY(bump_serial(transaction, group));
        record_node_change(transaction, NodeChange::Kind::repositories, group);
        return record_change(
            transaction,
            {.action = "repository.set_members", .subject = group.text(), .repository = group});
    });
}

Result<void> set_visibility(Transaction& transaction, const base::Id& repository,
                            Visibility visibility) {
    return in_catalog("set a repository's visibility", [&]() -> Result<void> {
        Query(transaction.connection(),
              "UPDATE repositories SET visibility = :visibility WHERE id = :id")
            .bind(visibility)
            .bind(repository)
            .run();
        SPOKE_TRY(bump_epochs_upward(transaction, repository));
        record_node_change(transaction, NodeChange::Kind::repositories, repository);
        return record_change(transaction, {.action = "repository.set_visibility",
                                           .subject = repository.text(),
                                           .repository = repository,
                                           .detail = fmt::format(R"({{"visibility":"{}"}})",
                                                                 to_string(visibility))});
    });
}

Result<void> set_upstream(Transaction& transaction, const base::Id& repository,
                          std::string_view upstream) {
    return in_catalog("set a repository's upstream", [&]() -> Result<void> {
        Query(transaction.connection(),
              "UPDATE repositories SET upstream = :upstream WHERE id = :id")
            .bind(upstream)
            .bind(repository)
            .run();
        SPOKE_TRY(bump_serial(transaction, repository));
        record_node_change(transaction, NodeChange::Kind::repositories, repository);
        return record_change(transaction, {.action = "repository.set_upstream",
                                           .subject = repository.text(),
                                           .repository = repository});
    });
}

Result<std::uint64_t> bump_serial(Transaction& transaction, const base::Id& repository,
                                  std::string_view project) {
    return in_catalog("count a repository's serial up", [&]() -> Result<std::uint64_t> {
        const auto serial = bump(transaction, "serial", repository);
        if (serial == 0) return fail(ErrorCode::not_found, "there is no such repository");
        record_node_change(transaction, NodeChange::Kind::serial, repository, project);
        return serial;
    });
}

Result<std::uint64_t> bump_epoch(Transaction& transaction, const base::Id& repository) {
    return in_catalog("count a repository's epoch up", [&]() -> Result<std::uint64_t> {
        const auto epoch = bump(transaction, "epoch", repository);
        if (epoch == 0) return fail(ErrorCode::not_found, "there is no such repository");
        record_node_change(transaction, NodeChange::Kind::repository_epoch, repository);
        return epoch;
    });
}

}  // namespace spoke::catalog
