#include "http/handlers/files.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "http/conditional.hpp"
#include "http/head_writer.hpp"

namespace spoke::http {
namespace {

using repositories::FileIdentity;
using repositories::FoundFile;
using repositories::OpenedFilePtr;

Error no_such_file() {
    return catalog::file_not_found();
}

std::optional<FileIdentity> identity_of(const Route& route) {
    if (const auto* blake2b = std::get_if<crypto::Blake2bDigest>(&route.digest))
        return FileIdentity{*blake2b, route.file_name};
    if (const auto* sha256 = std::get_if<crypto::Sha256Digest>(&route.digest))
        return FileIdentity{*sha256, route.file_name};
    return std::nullopt;
}

std::string_view content_type_of(std::string_view file_name) {
    // Never one that a browser would show or unpack (index-conformance 99, 215).
    if (file_name.ends_with(".tar.gz")) return "application/gzip";
    if (file_name.ends_with(".zip") || file_name.ends_with(".whl")) return "application/zip";
    return "application/octet-stream";
}

}  // namespace

struct FileHandler::Wanted {
    Route route;
    std::vector<catalog::Grant> grants;  ///< one, or those of the root's repositories
    bool anonymous = false;

    bool immutable() const { return route.operation == Operation::file_by_digest; }
    /// Answers that needed credentials are private (index-conformance 78); a digest's bytes never
    /// change (79).
    std::string cache_control() const {
        return std::string(anonymous ? "public, " : "private, ") +
               (immutable() ? "max-age=31536000, immutable" : "max-age=0, must-revalidate");
    }
};

Reply FileHandler::answer(Exchange& exchange, const Route& route,
                          const access::Identity& identity) const {
    Wanted wanted;
    wanted.route = route;
    wanted.anonymous = identity.anonymous();
    if (route.operation == Operation::root_file) {
        std::optional<Error> refused;
        for (const std::string_view name : repositories::k_root_file_repositories) {
            auto grant = services_.authorizer.authorize(identity, catalog::Action::read, name,
                                                        route.project);
            if (grant)
                wanted.grants.push_back(*std::move(grant));
            else if (!refused)
                refused = std::move(grant).error();
        }
        if (wanted.grants.empty()) return refuser_.for_index(exchange, *refused);
    } else {
        auto grant = services_.authorizer.authorize(identity, catalog::Action::read,
                                                    route.repository, route.project);
        if (!grant) return refuser_.for_index(exchange, grant.error());
        exchange.log.repository = grant->repository_name();
        wanted.grants.push_back(*std::move(grant));
    }
    if (route.operation != Operation::file_by_digest && !route.project)
        return refuser_.for_index(exchange, no_such_file());

    if (const auto file = identity_of(route); file && route.part == Part::whole) {
        if (const auto found = services_.files.find_ready(wanted.grants.front(), *file)) {
            if (!found->decision.allowed()) return deny(exchange, *found);
            if (const OpenedFilePtr opened = services_.files.find_open(*found))
                return send(exchange, *found, opened, wanted);
        }
    }
    return bring(exchange, std::move(wanted));
}

Result<std::optional<FoundFile>> FileHandler::find(const Wanted& wanted) const {
    const Route& route = wanted.route;
    if (const auto file = identity_of(route))
        return services_.files.find_file(wanted.grants.front(), *file);
    if (route.operation == Operation::root_file)
        return services_.files.find_root_file(wanted.grants, *route.project, route.file_name);
    return services_.files.find_file(wanted.grants.front(), *route.project, route.file_name);
}

Task<Answer> FileHandler::bring(Exchange& exchange, Wanted wanted) const {
    auto look = [this, &wanted] {
        return find(wanted);
    };
    auto looked = co_await base::run_on(services_.db, std::move(look));
    if (!looked) co_return refuser_.for_index(exchange, looked.error());
    if (!*looked) co_return refuser_.for_index(exchange, no_such_file());
    const FoundFile& found = **looked;
    if (!found.decision.allowed()) co_return deny(exchange, found);
    if (wanted.route.part == Part::sidecar) {
        auto sidecar = send_sidecar(exchange, found, wanted);
        co_return co_await std::move(sidecar);
    }
    // HEAD of a file that is not here yet states what is announced (index-conformance 88).
    if (exchange.request.is_head() && !found.row().blob && found.row().size)
        co_return send_head(exchange, found, wanted);
    auto open = [this, &found] {
        return services_.files.open_file(found);
    };
    const auto opened = co_await base::run_on(services_.disk, std::move(open));
    if (!opened) co_return refuser_.for_index(exchange, opened.error());
    if (!repositories::file_etag(found.row()).empty())
        co_return send(exchange, found, *opened, wanted);
    // Opening brought the bytes and made their digest known: the row now has its tag.
    auto look_again = [this, &wanted] {
        return find(wanted);
    };
    auto known = co_await base::run_on(services_.db, std::move(look_again));
    if (!known) co_return refuser_.for_index(exchange, known.error());
    co_return send(exchange, *known ? **known : found, *opened, wanted);
}

Answer FileHandler::deny(const Exchange& exchange, const FoundFile& found) const {
    exchange.log.note = "policy";
    exchange.log.project = found.row().project.normalized();
    exchange.log.file = found.row().file_name;
    return refuser_.for_index(exchange, Error{ErrorCode::denied, found.decision.reason, {}});
}

namespace {

struct Validators {
    std::string etag;  ///< empty while no digest is verified
    base::Moment modified;
};

HeadWriter file_head(const Validators& validators, std::string_view cache_control,
                     const catalog::FileRow& row) {
    HeadWriter head;
    if (!validators.etag.empty()) head.add("ETag", validators.etag);
    head.add("Last-Modified", base::format_http_date(validators.modified));
    head.add("Cache-Control", cache_control);
    head.add("X-Spokeshave-Tier", catalog::to_string(row.tier));
    return head;
}

void add_entity(HeadWriter& head, std::string_view content_type) {
    head.add("Content-Type", content_type);
    head.add("Accept-Ranges", "bytes");
    head.add("X-Content-Type-Options", "nosniff");
}

/// RFC 9110 §13.2.2: If-None-Match outranks If-Modified-Since.
bool is_not_modified(const Request& request, const Validators& validators) {
    if (const auto& tags = request.header(Header::if_none_match))
        return !validators.etag.empty() && none_match_names(*tags, validators.etag);
    const auto& since = request.header(Header::if_modified_since);
    return since && not_modified_since(*since, validators.modified);
}

/// What of a body of this size the request wants. HEAD is answered as GET without a Range.
std::variant<WholeFile, ByteRange, NotSatisfiable> wanted_range(const Request& request,
                                                                const Validators& validators,
                                                                std::uint64_t size) {
    const auto& range = request.header(Header::range);
    if (!range || request.method != Method::get) return WholeFile{};
    const auto& condition = request.header(Header::if_range);
    if (condition && !if_range_holds(*condition, validators.etag, validators.modified))
        return WholeFile{};
    return parse_range(*range, size);
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
    return "bytes " + std::to_string(range.first) + "-" +
           std::to_string(range.first + range.length - 1) + "/" + std::to_string(size);
}

Answer not_satisfiable(HeadWriter head, std::uint64_t size) {
    head.add("Content-Range", "bytes */" + std::to_string(size));
    return answer_with(std::move(head).finish(416, {}));
}

}  // namespace

Answer FileHandler::send_head(const Exchange& exchange, const FoundFile& found,
                              const Wanted& wanted) const {
    const catalog::FileRow& row = found.row();
    exchange.log.project = row.project.normalized();
    exchange.log.file = row.file_name;
    const Validators validators{repositories::file_etag(row), row.upload_time};
    HeadWriter head = file_head(validators, wanted.cache_control(), row);
    if (is_not_modified(exchange.request, validators))
        return answer_with(std::move(head).finish_empty(304));
    add_entity(head, content_type_of(row.file_name));
    return answer_with(std::move(head).finish_bodyless(200, *row.size));
}

Answer FileHandler::send(const Exchange& exchange, const FoundFile& found,
                         const OpenedFilePtr& opened, const Wanted& wanted) const {
    const catalog::FileRow& row = found.row();
    exchange.log.project = row.project.normalized();
    exchange.log.file = row.file_name;
    const Validators validators{repositories::file_etag(row), row.upload_time};
    HeadWriter head = file_head(validators, wanted.cache_control(), row);
    if (is_not_modified(exchange.request, validators))
        return answer_with(std::move(head).finish_empty(304));
    const auto range = wanted_range(exchange.request, validators, opened->size);
    if (std::holds_alternative<NotSatisfiable>(range))
        return not_satisfiable(std::move(head), opened->size);
    add_entity(head, content_type_of(row.file_name));
    ByteRange part{0, opened->size};
    int status = 200;
    if (const auto* asked = std::get_if<ByteRange>(&range)) {
        part = *asked;
        status = 206;
        head.add("Content-Range", content_range(part, opened->size));
    }
    Answer answer = answer_with(std::move(head).finish_bodyless(status, part.length));
    // The descriptor belongs to the opened file, whose owners are counted together.
    answer.file = FileRange{std::shared_ptr<const base::FileHandle>(opened, &opened->file),
                            part.first, part.length};
    if (exchange.request.method == Method::get)
        record(exchange, found, part.length,
               status == 206 ? catalog::DownloadEvent::Extent::range
                             : catalog::DownloadEvent::Extent::whole);
    return answer;
}

Task<Answer> FileHandler::send_sidecar(Exchange& exchange, const FoundFile& found,
                                       const Wanted& wanted) const {
    auto load = [this, &found] {
        return services_.files.load_sidecar(found);
    };
    const auto loaded = co_await base::run_on(services_.disk, std::move(load));
    if (!loaded) co_return refuser_.for_index(exchange, loaded.error());
    if (!*loaded) co_return refuser_.for_index(exchange, no_such_file());
    const std::string& text = **loaded;
    const catalog::FileRow& row = found.row();
    exchange.log.project = row.project.normalized();
    exchange.log.file = row.file_name;
    exchange.log.note = "sidecar";
    const std::string etag =
        row.metadata_sha256 ? '"' + row.metadata_sha256->hex() + '"' : std::string();
    const Validators validators{etag, row.upload_time};
    HeadWriter head = file_head(validators, wanted.cache_control(), row);
    if (is_not_modified(exchange.request, validators))
        co_return answer_with(std::move(head).finish_empty(304));
    const auto range = wanted_range(exchange.request, validators, text.size());
    if (std::holds_alternative<NotSatisfiable>(range))
        co_return not_satisfiable(std::move(head), text.size());
    add_entity(head, "application/octet-stream");
    if (const auto* part = std::get_if<ByteRange>(&range)) {
        head.add("Content-Range", content_range(*part, text.size()));
        co_return answer_with(
            std::move(head).finish(206, std::string_view(text).substr(part->first, part->length)));
    }
    co_return answer_with(std::move(head).finish(200, text));
}

void FileHandler::record(const Exchange& exchange, const FoundFile& found, std::uint64_t bytes,
                         catalog::DownloadEvent::Extent extent) const {
    catalog::DownloadEvent event;
    event.event = exchange.event;
    event.at = services_.catalog.clock().now();
    event.principal = found.handle.principal();
    event.token = found.handle.token();
    event.row = found.row().id;
    if (found.row().sha256) event.digest = found.row().sha256->hex();
    event.address = exchange.peer;
    event.extent = extent;
    event.bytes = bytes;
    services_.downloads.record(std::move(event));
}

}  // namespace spoke::http
