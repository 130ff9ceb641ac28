#include "catalog/project_sources.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/encoding.hpp"
#include "catalog/changes.hpp"
#include "catalog/connection.hpp"

namespace spoke::catalog {
namespace {

class SourceColumns {
public:
    using Row = ProjectSource;
    void into(Query& query) { query.into(project_, kind_, location_, build_, pinned_); }
    Result<ProjectSource> row() {
        SPOKE_TRY(auto project, python::ProjectName::parse(project_.value));
        Decoder decoder;
        ProjectSource source{.project = std::move(project),
                             .kind = decoder.word(kind_, SourceKind::sdist),
                             .location = location_.value,
                             .build = decoder.id(build_),
                             .pinned = decoder.moment(pinned_)};
        return decoder.finish(std::move(source));
    }

private:
    Text project_, kind_, location_, build_;
    Number pinned_;
};

Result<void> write(Transaction& transaction, const ProjectSource& source, std::string_view action) {
    SPOKE_TRY(in_catalog("pin a project's source", [&]() -> Result<void> {
        Query(transaction.connection(),
              "INSERT INTO project_sources (project, kind, location, build_id, pinned) VALUES "
              "(:project, :kind, :location, :build_id, :pinned) ON CONFLICT (project, kind) DO "
              "UPDATE SET location = excluded.location, build_id = excluded.build_id, pinned = "
              "excluded.pinned")
            .bind(source.project.normalized())
            .bind(source.kind)
            .bind(source.location)
            .bind(source.build)
            .bind(transaction.now())
            .run();
        return ok();
    }));
    return record_change(transaction, {.action = action, .subject = source.project.normalized()});
}

}  // namespace

Result<std::optional<ProjectSource>> find_project_source(const Reader& reader,
                                                         const python::ProjectName& project,
                                                         SourceKind kind) {
    return in_catalog("find a project's source", [&] {
        Query query(reader.connection(),
                    "SELECT project, kind, location, build_id, pinned FROM project_sources WHERE "
                    "project = :project AND kind = :kind");
        query.bind(project.normalized()).bind(kind);
        return read_one<SourceColumns>(query);
    });
}

Result<ProjectSource> pin_project_source(Transaction& transaction, const ProjectSource& source) {
    SPOKE_TRY(auto pinned, find_project_source(transaction, source.project, source.kind));
    if (pinned && pinned->location != source.location)
        return fail(ErrorCode::conflict,
                    fmt::format("the source of {} was {} and now is {}: a person must confirm that "
                                "it moved",
                                source.project.normalized(), base::printable(pinned->location),
                                base::printable(source.location)));
    if (pinned) return *pinned;
    SPOKE_TRY(write(transaction, source, "project_source.pin"));
    return must_exist(find_project_source(transaction, source.project, source.kind), "the pin");
}

Result<void> repin_project_source(Transaction& transaction, const ProjectSource& source) {
    return write(transaction, source, "project_source.repin");
}

}  // namespace spoke::catalog
