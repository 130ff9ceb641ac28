#include "catalog/builds.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/connection.hpp"

// Builds as they are looked at; build_queue.cpp and build_waits.cpp move them.
namespace spoke::catalog {
namespace {

constexpr std::string_view k_select =
    "SELECT id, project, version, repository_id, reason, attempt, build_number, state, "
    "failure_class, failure_stage, failure_rung, failure_message, source_kind, log, plan, report, "
    "created, started, finished, worker, leased_until FROM builds";

class BuildColumns {
public:
    using Row = Build;
    void into(Query& query) {
        query.into(id_, project_, version_, repository_, reason_, attempt_, number_, state_);
        query.into(failure_class_, failure_stage_, failure_rung_, failure_message_, source_kind_);
        query.into(log_, plan_, report_, created_, started_, finished_, worker_, leased_until_);
    }
    Result<Build> row() {
        SPOKE_TRY(auto project, python::ProjectName::parse(project_.value));
        Decoder decoder;
        Build build{.id = decoder.id(id_),
                    .project = std::move(project),
                    .version = version_.value,
                    .repository = decoder.id(repository_),
                    .reason = reason_.value,
                    .attempt = static_cast<int>(attempt_.value),
                    .build_number = static_cast<int>(number_.value),
                    .state = decoder.word(state_, BuildState::failed),
                    .failure = failure(decoder),
                    .source_kind = decoder.optional_word<SourceKind>(source_kind_),
                    .log = decoder.digest<crypto::Sha256Digest>(log_),
                    .plan = plan_.value,
                    .report = report_.value,
                    .waiting_for = {},
                    .created = decoder.moment(created_),
                    .started = decoder.optional_moment(started_),
                    .finished = decoder.optional_moment(finished_),
                    .worker = worker_.value,
                    .leased_until = decoder.optional_moment(leased_until_)};
        return decoder.finish(std::move(build));
    }

private:
    std::optional<Failure> failure(Decoder& decoder) {
        if (failure_class_.null()) return std::nullopt;
        return Failure{.failure = decoder.word(failure_class_, FailureClass::internal),
                       .stage = decoder.word(failure_stage_, BuildState::queued),
                       .rung = failure_rung_.value,
                       .message = failure_message_.value};
    }

    Text id_, project_, version_, repository_, reason_, state_, worker_;
    Text failure_class_, failure_stage_, failure_rung_, failure_message_;
    Text source_kind_, log_, plan_, report_;
    Number attempt_, number_, created_, started_, finished_, leased_until_;
};

Result<void> load_waits(Connection& connection, Build& build) {
    Text id;
    Query query(connection,
                "SELECT waits_for FROM build_waits WHERE build_id = :id ORDER BY waits_for");
    query.bind(build.id).into(id);
    while (query.next()) {
        SPOKE_TRY(auto other, base::Id::parse(id.value));
        build.waiting_for.push_back(std::move(other));
    }
    return ok();
}

std::string render_conditions(const BuildFilter& filter) {
    std::string text;
    const auto add = [&](std::string_view condition) {
        text += text.empty() ? " WHERE " : " AND ";
        text += condition;
    };
    if (filter.state) add("state = :state");
    if (filter.project) add("project = :project");
    if (filter.version) add("version = :version");
    if (filter.repository) add("repository_id = :repository_id");
    return text;
}

void insert(Connection& connection, const Build& build) {
    Query(connection,
          "INSERT INTO builds (id, project, version, repository_id, reason, attempt, build_number, "
          "state, plan, report, created, worker) VALUES (:id, :project, :version, :repository_id, "
          ":reason, :attempt, 0, :state, '', '', :created, '')")
        .bind(build.id)
        .bind(build.project.normalized())
        .bind(build.version)
        .bind(build.repository)
        .bind(build.reason)
        .bind(build.attempt)
        .bind(build.state)
        .bind(build.created)
        .run();
}

}  // namespace

bool is_end(BuildState state) {
    return state == BuildState::published || state == BuildState::failed ||
           state == BuildState::blocked || state == BuildState::superseded;
}

Result<Build> enqueue_build(Transaction& transaction, const NewBuild& build) {
    SPOKE_TRY(const auto earlier,
              list_builds(transaction, BuildFilter{.state = std::nullopt,
                                                   .project = build.project,
                                                   .version = build.version,
                                                   .repository = build.repository,
                                                   .limit = 1}));
    if (!earlier.empty() && !is_end(earlier.front().state)) return earlier.front();
    Build row{.id = transaction.make_id(),
              .project = build.project,
              .version = build.version,
              .repository = build.repository,
              .reason = build.reason,
              .attempt = earlier.empty() ? 1 : earlier.front().attempt + 1,
              .created = transaction.now()};
    SPOKE_TRY(in_catalog("queue a build", [&]() -> Result<void> {
        insert(transaction.connection(), row);
        return ok();
    }));
    return row;
}

Result<std::optional<Build>> find_build(const Reader& reader, const base::Id& id) {
    return in_catalog("find a build", [&]() -> Result<std::optional<Build>> {
        Query query(reader.connection(), fmt::format("{} WHERE id = :id", k_select));
        query.bind(id);
        SPOKE_TRY(auto build, read_one<BuildColumns>(query));
        if (build) SPOKE_TRY(load_waits(reader.connection(), *build));
        return build;
    });
}

Result<std::vector<Build>> list_builds(const Reader& reader, const BuildFilter& filter) {
    return in_catalog("list builds", [&]() -> Result<std::vector<Build>> {
        Query query(reader.connection(),
                    fmt::format("{}{} ORDER BY created DESC, attempt DESC, id DESC LIMIT :count",
                                k_select, render_conditions(filter)));
        if (filter.state) query.bind(*filter.state);
        if (filter.project) query.bind(filter.project->normalized());
        if (filter.version) query.bind(*filter.version);
        if (filter.repository) query.bind(*filter.repository);
        query.bind(filter.limit);
        SPOKE_TRY(auto builds, read_all<BuildColumns>(query));
        for (auto& build : builds) SPOKE_TRY(load_waits(reader.connection(), build));
        return builds;
    });
}

}  // namespace spoke::catalog
