#include "catalog/requests.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/connection.hpp"

namespace spoke::catalog {
namespace {

constexpr std::string_view k_select =
    "SELECT id, project, version, written, reason, principal_id, address, created FROM requests";

class RequestColumns {
public:
    using Row = Request;
    void into(Query& query) {
        query.into(id_, project_, version_, written_, reason_, principal_, address_, created_);
    }
    Result<Request> row() {
        SPOKE_TRY(auto project, python::ProjectName::parse(project_.value));
        Decoder decoder;
        Request request{.id = decoder.id(id_),
                        .project = std::move(project),
                        .version = version_.value,
                        .written = written_.value,
                        .reason = decoder.word(reason_, RequestReason::person),
                        .principal = decoder.id(principal_),
                        .address = address_.value,
                        .created = decoder.moment(created_),
                        .builds = {}};
        return decoder.finish(std::move(request));
    }

private:
    Text id_, project_, version_, written_, reason_, principal_, address_;
    Number created_;
};

Result<void> load_builds(Connection& connection, Request& request) {
    Text build;
    Query query(connection,
                "SELECT build_id FROM request_builds WHERE request_id = :id ORDER BY build_id");
    query.bind(request.id).into(build);
    while (query.next()) {
        SPOKE_TRY(auto id, base::Id::parse(build.value));
        request.builds.push_back(std::move(id));
    }
    return ok();
}

}  // namespace

Result<Request> record_request(Transaction& transaction, const NewRequest& request) {
    return in_catalog("record a request", [&]() -> Result<Request> {
        Request row{.id = transaction.make_id(),
                    .project = request.project,
                    .version = request.version,
                    .written = request.written,
                    .reason = request.reason,
                    .principal = transaction.cause().principal,
                    .address = transaction.cause().address,
                    .created = transaction.now(),
                    .builds = {}};
        Query(transaction.connection(),
              "INSERT INTO requests (id, project, version, written, reason, principal_id, address, "
              "created) VALUES (:id, :project, :version, :written, :reason, :principal_id, "
              ":address, :created)")
            .bind(row.id)
            .bind(row.project.normalized())
            .bind(row.version)
            .bind(row.written)
            .bind(row.reason)
            .bind(row.principal)
            .bind(row.address)
            .bind(row.created)
            .run();
        return row;
    });
}

Result<void> link_request(Transaction& transaction, const base::Id& request,
                          const base::Id& build) {
    return in_catalog("link a request to its build", [&]() -> Result<void> {
        Query(transaction.connection(),
              "INSERT INTO request_builds (request_id, build_id) VALUES (:request_id, :build_id) "
              "ON CONFLICT (request_id, build_id) DO NOTHING")
            .bind(request)
            .bind(build)
            .run();
        return ok();
    });
}

Result<std::optional<Request>> find_request(const Reader& reader, const base::Id& id) {
    return in_catalog("find a request", [&]() -> Result<std::optional<Request>> {
        Query query(reader.connection(), fmt::format("{} WHERE id = :id", k_select));
        query.bind(id);
        SPOKE_TRY(auto request, read_one<RequestColumns>(query));
        if (request) SPOKE_TRY(load_builds(reader.connection(), *request));
        return request;
    });
}

Result<std::vector<Request>> list_requests(const Reader& reader, std::size_t limit) {
    return in_catalog("list requests", [&]() -> Result<std::vector<Request>> {
        Query query(reader.connection(), fmt::format("{} ORDER BY id DESC LIMIT :count", k_select));
        query.bind(limit);
        SPOKE_TRY(auto requests, read_all<RequestColumns>(query));
        for (auto& request : requests) SPOKE_TRY(load_builds(reader.connection(), request));
        return requests;
    });
}

Result<std::size_t> count_requests(const Reader& reader, const base::Id& principal,
                                   base::Moment since) {
    return in_catalog("count requests", [&]() -> Result<std::size_t> {
        Number count;
        Query query(reader.connection(),
                    "SELECT count(*) FROM requests WHERE principal_id = :principal_id AND created "
                    ">= :since");
        query.bind(principal).bind(since).into(count);
        query.next();
        return static_cast<std::size_t>(count.value);
    });
}

}  // namespace spoke::catalog
