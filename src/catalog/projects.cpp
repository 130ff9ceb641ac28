#include "catalog/projects.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/connection.hpp"
#include "catalog/repositories.hpp"

namespace spoke::catalog {
namespace {

class ProjectColumns {
public:
    using Row = Project;
    static constexpr std::string_view k_names =
        "repository_id, display_name, serial, status, status_reason, first_seen, upstream_etag, "
        "upstream_checked, upstream_serial";

    void into(Query& query) {
        query.into(repository_, name_, serial_, status_, status_reason_, first_seen_);
        query.into(upstream_etag_, upstream_checked_, upstream_serial_);
    }
    Result<Project> row() {
        SPOKE_TRY(auto name, python::ProjectName::parse(name_.value));
        Decoder decoder;
        Project project{.repository = decoder.id(repository_),
                        .name = std::move(name),
                        .serial = static_cast<std::uint64_t>(serial_.value),
                        .status = decoder.word(status_, ProjectStatus::active),
                        .status_reason = status_reason_.value,
                        .first_seen = decoder.moment(first_seen_),
                        .upstream_etag = upstream_etag_.value,
                        .upstream_checked = decoder.optional_moment(upstream_checked_),
                        .upstream_serial = std::nullopt};
        if (!upstream_serial_.null())
            project.upstream_serial = static_cast<std::uint64_t>(upstream_serial_.value);
        return decoder.finish(std::move(project));
    }

private:
    Text repository_, name_, status_, status_reason_, upstream_etag_;
    Number serial_, first_seen_, upstream_checked_, upstream_serial_;
};

void insert(Transaction& transaction, const Project& project, std::uint64_t serial) {
    Query(transaction.connection(),
          "INSERT INTO projects (repository_id, name, display_name, serial, status, "
          "status_reason, first_seen, upstream_etag, upstream_checked, upstream_serial) VALUES "
          "(:repository_id, :name, :display_name, :serial, :status, :status_reason, :first_seen, "
          ":upstream_etag, :upstream_checked, :upstream_serial)")
        .bind(project.repository)
        .bind(project.name.normalized())
        .bind(project.name.written())
        .bind(serial)
        .bind(project.status)
        .bind(project.status_reason)
        .bind(transaction.now())
        .bind(project.upstream_etag)
        .bind(project.upstream_checked)
        .bind(project.upstream_serial)
        .run();
}

void update(Transaction& transaction, const Project& project, std::uint64_t serial) {
    Query(transaction.connection(),
          "UPDATE projects SET display_name = :display_name, serial = :serial, status = :status, "
          "status_reason = :status_reason WHERE repository_id = :repository_id AND name = :name")
        .bind(project.name.written())
        .bind(serial)
        .bind(project.status)
        .bind(project.status_reason)
        .bind(project.repository)
        .bind(project.name.normalized())
        .run();
}

}  // namespace

Result<std::optional<Project>> find_project(const Reader& reader, const base::Id& repository,
                                            const python::ProjectName& name) {
    return in_catalog("find a project", [&] {
        Query query(reader.connection(),
                    fmt::format("SELECT {} FROM projects WHERE repository_id = :repository_id AND "
                                "name = :name",
                                ProjectColumns::k_names));
        query.bind(repository).bind(name.normalized());
        return read_one<ProjectColumns>(query);
    });
}

Result<std::vector<Project>> list_projects(const Reader& reader, const base::Id& repository) {
    return in_catalog("list projects", [&] {
        Query query(reader.connection(),
                    fmt::format("SELECT {} FROM projects WHERE repository_id = :repository_id "
                                "ORDER BY name",
                                ProjectColumns::k_names));
        query.bind(repository);
        return read_all<ProjectColumns>(query);
    });
}

Result<Project> put_project(Transaction& transaction, const Project& project) {
    SPOKE_TRY(const auto old, find_project(transaction, project.repository, project.name));
    const bool same = old && old->name.written() == project.name.written() &&
                      old->status == project.status && old->status_reason == project.status_reason;
    if (!same) {
        SPOKE_TRY(const auto serial,
                  bump_serial(transaction, project.repository, project.name.normalized()));
        SPOKE_TRY(in_catalog("write a project", [&]() -> Result<void> {
            if (old)
                update(transaction, project, serial);
            else
                insert(transaction, project, serial);
            return ok();
        }));
    }
    SPOKE_TRY(record_upstream_check(transaction, project));
    return must_exist(find_project(transaction, project.repository, project.name), "the project");
}

Result<std::uint64_t> touch_project(Transaction& transaction, const base::Id& repository,
                                    const python::ProjectName& name) {
    SPOKE_TRY(const auto old, find_project(transaction, repository, name));
    SPOKE_TRY(const auto serial, bump_serial(transaction, repository, name.normalized()));
    return in_catalog("write a project", [&]() -> Result<std::uint64_t> {
        if (old)
            update(transaction, *old, serial);
        else
            insert(transaction, Project{.repository = repository, .name = name}, serial);
        return serial;
    });
}

Result<void> record_upstream_check(Transaction& transaction, const Project& project) {
    return in_catalog("note an upstream's answer", [&]() -> Result<void> {
        Query(transaction.connection(),
              "UPDATE projects SET upstream_etag = :upstream_etag, upstream_checked = "
              ":upstream_checked, upstream_serial = :upstream_serial WHERE repository_id = "
              ":repository_id AND name = :name")
            .bind(project.upstream_etag)
            .bind(project.upstream_checked)
            .bind(project.upstream_serial)
            .bind(project.repository)
            .bind(project.name.normalized())
            .run();
        return ok();
    });
}

}  // namespace spoke::catalog
