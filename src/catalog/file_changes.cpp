#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.hpp"
#include "catalog/changes.hpp"
#include "catalog/connection.hpp"
#include "catalog/file_columns.hpp"
#include "catalog/files.hpp"
#include "catalog/projects.hpp"

// The writing half of files.hpp.
namespace spoke::catalog {
namespace {

constexpr std::size_t k_names_in_audit_row = 20;

Result<void> check_row(const FileRow& row) {
    if (!row.blob) return ok();
    if (row.blob != row.sha256 || !row.blake2b || !row.size ||
        row.digest_state == DigestState::announced)
        return fail(ErrorCode::internal,
                    fmt::format("the row of {} names a blob but not its facts", row.file_name));
    return ok();
}

Error name_is_taken(const FileRow& row, const crypto::Sha256Digest& before) {
    return Error{ErrorCode::conflict,
                 fmt::format("File already exists: {} has other bytes here (sha256 {}). A file "
                             "name keeps its bytes for ever, also after deletion: publish under "
                             "another version or build number",
                             row.file_name, before.hex()),
                 {}};
}

Result<void> check_name_is_free(const Reader& reader, const FileRow& row,
                                const std::optional<FileRow>& old) {
    SPOKE_TRY(const auto before, find_never_reuse(reader, row.repository, row.file_name));
    if (before && row.sha256 != before) return fail(name_is_taken(row, *before));
    if (old && old->sha256 && row.sha256 && *old->sha256 != *row.sha256)
        return fail(name_is_taken(row, *old->sha256));
    return ok();
}

void write_row(Connection& connection, const FileRow& row, const std::optional<FileRow>& old) {
    if (old) {
        Query query(connection,
                    fmt::format("UPDATE files SET {} WHERE id = :id", file_value_assignments()));
        bind_file_values(query, row);
        query.bind(row.id).run();
        return;
    }
    Query query(connection,
                fmt::format("INSERT INTO files (id, repository_id, file_name, {}) VALUES (:id, "
                            ":repository_id, :file_name, {})",
                            file_value_names(), file_value_placeholders()));
    query.bind(row.id).bind(row.repository).bind(row.file_name);
    bind_file_values(query, row);
    query.run();
}

void write_never_reuse(Transaction& transaction, const FileRow& row) {
    if (row.digest_state == DigestState::announced || !row.sha256) return;
    Query(transaction.connection(),
          "INSERT INTO never_reuse (repository_id, file_name, sha256, since) VALUES "
          "(:repository_id, :file_name, :sha256, :since) ON CONFLICT (repository_id, file_name) "
          "DO NOTHING")
        .bind(row.repository)
        .bind(row.file_name)
        .bind(row.sha256)
        .bind(transaction.now())
        .run();
}

Result<void> record_rows(Transaction& transaction, std::string_view action,
                         const std::vector<FileRow>& rows) {
    auto files = base::Json::object();
    for (const auto& row : rows) {
        if (files.size() == k_names_in_audit_row) break;
        files[row.file_name] = {{"sha256", row.sha256 ? row.sha256->hex() : ""},
                                {"digest_state", to_string(row.digest_state)}};
    }
    const base::Json detail = {{"count", rows.size()}, {"files", std::move(files)}};
    return record_change(transaction, {.action = action,
                                       .subject = rows.front().project.normalized(),
                                       .repository = rows.front().repository,
                                       .detail = base::dump_json(detail)});
}

/// What the caller doesn't decide is taken over from the row that is there.
void complete(Transaction& transaction, FileRow& row, const std::optional<FileRow>& old) {
    row.id = old ? old->id : transaction.make_id();
    row.first_seen = old ? old->first_seen : transaction.now();
    if (!old) return;
    row.link_shape = old->link_shape;
    row.serial = old->serial;
}

using OldRows = std::map<std::string, FileRow, std::less<>>;

Result<OldRows> load_old_rows(const Transaction& transaction, const std::vector<FileRow>& rows) {
    OldRows old;
    if (rows.size() > 1) {
        SPOKE_TRY(auto all, list_files(transaction, rows.front().repository, rows.front().project));
        for (auto& row : all) {
            auto name = row.file_name;
            old.emplace(std::move(name), std::move(row));
        }
        return old;
    }
    SPOKE_TRY(auto one, find_file(transaction, rows.front().repository, rows.front().file_name));
    if (one) old.emplace(rows.front().file_name, std::move(*one));
    return old;
}

/// The rows that say something new, completed but for their serial; all are in `rows` as well.
Result<std::vector<std::size_t>> find_changed(Transaction& transaction, std::vector<FileRow>& rows,
                                              const OldRows& old_rows) {
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& row = rows[i];
        if (row.repository != rows.front().repository || row.project != rows.front().project)
            return fail(ErrorCode::internal, "put_files got rows of more than one project");
        const auto found = old_rows.find(row.file_name);
        const auto old = found == old_rows.end() ? std::nullopt : std::optional(found->second);
        if (old && old->project != row.project)
            return fail(name_is_taken(row, old->sha256.value_or(crypto::sha256(""))));
        SPOKE_TRY(check_row(row));
        SPOKE_TRY(check_name_is_free(transaction, row, old));
        complete(transaction, row, old);
        if (!old || *old != row) changed.push_back(i);
    }
    return changed;
}

Result<void> touch(Transaction& transaction, const FileRow& row, std::string_view action) {
    SPOKE_TRY(const auto serial, touch_project(transaction, row.repository, row.project));
    SPOKE_TRY(in_catalog("number a file's change", [&]() -> Result<void> {
        Query(transaction.connection(), "UPDATE files SET serial = :serial WHERE id = :id")
            .bind(serial)
            .bind(row.id)
            .run();
        return ok();
    }));
    return record_rows(transaction, action, {row});
}

Result<FileRow> get_file(const Reader& reader, const base::Id& row) {
    return must_exist(find_file(reader, row), "the file");
}

}  // namespace

Result<std::vector<FileRow>> put_files(Transaction& transaction, std::vector<FileRow> rows) {
    if (rows.empty()) return rows;
    SPOKE_TRY(const auto old_rows, load_old_rows(transaction, rows));
    SPOKE_TRY(const auto changed, find_changed(transaction, rows, old_rows));
    if (changed.empty()) return rows;
    SPOKE_TRY(const auto serial,
              touch_project(transaction, rows.front().repository, rows.front().project));
    std::vector<FileRow> written;
    SPOKE_TRY(in_catalog("write files", [&]() -> Result<void> {
        for (const auto index : changed) {
            auto& row = rows[index];
            row.serial = serial;
            const auto old = old_rows.find(row.file_name);
            write_row(transaction.connection(), row,
                      old == old_rows.end() ? std::nullopt : std::optional(old->second));
            write_never_reuse(transaction, row);
            written.push_back(row);
        }
        return ok();
    }));
    SPOKE_TRY(record_rows(transaction, "file.put", written));
    return rows;
}

Result<FileRow> put_file(Transaction& transaction, FileRow row) {
    std::vector<FileRow> rows;
    rows.push_back(std::move(row));
    SPOKE_TRY(auto stored, put_files(transaction, std::move(rows)));
    return std::move(stored.front());
}

Result<FileRow> reannounce_file(Transaction& transaction, const FileRow& row) {
    SPOKE_TRY(const auto old, find_file(transaction, row.repository, row.file_name));
    if (!old) return put_file(transaction, row);
    SPOKE_TRY(const auto before, find_never_reuse(transaction, row.repository, row.file_name));
    if (before && row.sha256 != before) return fail(name_is_taken(row, *before));
    if (old->blob || old->digest_state != DigestState::announced) return put_file(transaction, row);
    auto updated = row;
    complete(transaction, updated, old);
    SPOKE_TRY(in_catalog("write a file", [&]() -> Result<void> {
        write_row(transaction.connection(), updated, old);
        return ok();
    }));
    SPOKE_TRY(touch(transaction, updated, "file.reannounce"));
    return get_file(transaction, updated.id);
}

Result<void> set_yanked(Transaction& transaction, const base::Id& row,
                        const std::optional<Yank>& yanked) {
    SPOKE_TRY(const auto file, get_file(transaction, row));
    SPOKE_TRY(in_catalog("yank a file", [&]() -> Result<void> {
        Query(transaction.connection(), "UPDATE files SET yanked = :yanked WHERE id = :id")
            .bind(yanked ? std::optional(yanked->reason) : std::nullopt)
            .bind(row)
            .run();
        return ok();
    }));
    return touch(transaction, file, yanked ? "file.yank" : "file.unyank");
}

Result<void> set_hold(Transaction& transaction, const base::Id& row,
                      const std::optional<Hold>& hold) {
    SPOKE_TRY(const auto file, get_file(transaction, row));
    SPOKE_TRY(in_catalog("hold a file", [&]() -> Result<void> {
        Query(transaction.connection(),
              "UPDATE files SET hold_reason = :hold_reason, hold_until = :hold_until WHERE id = "
              ":id")
            .bind(hold ? std::optional(hold->reason) : std::nullopt)
            .bind(hold ? hold->until : std::nullopt)
            .bind(row)
            .run();
        return ok();
    }));
    return touch(transaction, file, hold ? "file.hold" : "file.unhold");
}

Result<void> delete_file(Transaction& transaction, const base::Id& row) {
    SPOKE_TRY(const auto file, get_file(transaction, row));
    SPOKE_TRY(touch(transaction, file, "file.delete"));
    return in_catalog("delete a file", [&]() -> Result<void> {
        Query(transaction.connection(), "DELETE FROM files WHERE id = :id").bind(row).run();
        return ok();
    });
}

}  // namespace spoke::catalog
