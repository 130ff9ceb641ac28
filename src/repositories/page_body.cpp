#include "repositories/page_body.hpp"

#include "crypto/digest.hpp"
#include "repositories/decide.hpp"
#include "simple/file_path.hpp"
#include "simple/render_html.hpp"
#include "simple/render_json.hpp"

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace spoke::repositories {

namespace {

using catalog::FileRow;

simple::ProjectStatus status_of(catalog::ProjectStatus status) {
    switch (status) {
        case catalog::ProjectStatus::active:
            return simple::ProjectStatus::active;
        case catalog::ProjectStatus::archived:
            return simple::ProjectStatus::archived;
        case catalog::ProjectStatus::quarantined:
            return simple::ProjectStatus::quarantined;
        case catalog::ProjectStatus::deprecated:
            break;
    }
    return simple::ProjectStatus::deprecated;
}

/// The shape that the page gave out first stays (design.md); a row without that digest has the
/// other.
std::string path_of(const FileRow& row) {
    if (row.blake2b && (row.link_shape == catalog::LinkShape::blake2b || !row.sha256))
        return simple::blake2b_file_path(*row.blake2b, row.file_name);
    return simple::sha256_file_path(row.sha256.value_or(crypto::Sha256Digest()), row.file_name);
}

simple::OwnFacts own_facts(const FileRow& row, const catalog::Repository& repository,
                           Directory& directory) {
    simple::OwnFacts own;
    own.tier = to_string(row.tier);
    if (row.source_kind) own.source_kind = to_string(*row.source_kind);
    own.upload_time_source = to_string(row.upload_time_source);
    if (row.derived_from) own.derived_from = row.derived_from->hex();
    if (row.repository != repository.id)
        if (const auto member = directory.find(row.repository)) own.repository = member->name;
    return own;
}

simple::FileEntry make_entry(const FileRow& row, const Decision& decision, simple::OwnFacts own) {
    simple::FileEntry entry;
    entry.filename = row.file_name;
    entry.version = row.version;
    entry.url = simple::relative_to_page(path_of(row));
    if (row.sha256) entry.hashes.push_back({"sha256", row.sha256->hex()});
    entry.size = row.size;
    entry.upload_time = row.upload_time;
    entry.requires_python = row.requires_python;
    if (row.yanked) entry.yanked = row.yanked->reason;
    if (!decision.allowed()) entry.yanked = decision.reason;
    // An advertised sidecar must be served, and a refused file's is not.
    if (row.metadata_sha256 && decision.allowed())
        entry.sidecar = simple::Sidecar{row.metadata_sha256->hex()};
    entry.own = std::move(own);
    return entry;
}

std::string_view name_of(simple::Representation representation) {
    switch (representation) {
        case simple::Representation::json:
            return "json";
        case simple::Representation::v1_html:
            return "v1-html";
        case simple::Representation::html:
            break;
    }
    return "html";
}

}  // namespace

PageModel make_page(const ShownProject& shown, const catalog::Repository& repository,
                    const python::ProjectName& project, Directory& directory, base::Moment now) {
    PageModel model{simple::ProjectPage(project), std::nullopt};
    auto& page = model.page;
    page.status = status_of(shown.status);
    page.status_reason = shown.status_reason;
    page.serial = shown.serial;
    // PEP 792: a quarantined project offers no file by any path.
    if (shown.status == catalog::ProjectStatus::quarantined) return model;
    for (const auto& row : shown.rows) {
        // Claims were judged for the whole project before its rows were shown.
        const auto decision = decide(row, Standing{}, now);
        if (decision.valid_until)
            model.valid_until =
                std::min(model.valid_until.value_or(*decision.valid_until), *decision.valid_until);
        page.files.push_back(make_entry(row, decision, own_facts(row, repository, directory)));
    }
    simple::sort_files(page);
    return model;
}

std::string render(const simple::ProjectPage& page, simple::Representation representation) {
    return representation == simple::Representation::json ? simple::render_json(page)
                                                          : simple::render_html(page);
}

std::string render(const simple::ProjectList& list, simple::Representation representation) {
    return representation == simple::Representation::json ? simple::render_json(list)
                                                          : simple::render_html(list);
}

std::string gzip(std::string_view text) {
    z_stream stream{};
    constexpr int k_gzip_window = 15 + 16;
    SPOKE_ASSERT(deflateInit2(&stream, 6, Z_DEFLATED, k_gzip_window, 8, Z_DEFAULT_STRATEGY) ==
                 Z_OK);
    std::string out(deflateBound(&stream, text.size()), '\0');
    // zlib does not write through next_in.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    SPOKE_ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

ReadyPagePtr make_ready_page(const std::string& body, std::optional<python::ProjectName> project,
                             PageFacts facts, const PageHeadMaker& head_maker) {
    const auto hash = crypto::sha256(body).hex().substr(0, 32);
    const auto etag = [&](std::string_view suffix) {
        return "\"" + hash + "-" + std::string(name_of(facts.representation)) +
               std::string(suffix) + "\"";
    };
    const bool is_gzip = facts.coding == Coding::gzip;
    auto page = std::make_shared<ReadyPage>();
    const std::string packed = is_gzip ? gzip(body) : std::string();
    const std::string& sent = is_gzip ? packed : body;
    facts.etag = etag(is_gzip ? "-gz" : "");
    facts.body_size = sent.size();
    page->other_etag = etag(is_gzip ? "" : "-gz");
    page->bytes = head_maker(facts) + "\r\n";
    page->head_size = page->bytes.size();
    page->bytes += sent;
    page->bytes.shrink_to_fit();
    page->facts = std::move(facts);
    page->project = std::move(project);
    return page;
}

}  // namespace spoke::repositories
