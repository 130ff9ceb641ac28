#include "catalog/files.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/connection.hpp"
#include "catalog/file_columns.hpp"

namespace spoke::catalog {
namespace {

std::string select_where(std::string_view condition) {
    return fmt::format("SELECT {} FROM {} WHERE {}", FileColumns::names(), FileColumns::source(),
                       condition);
}

Result<std::vector<FileRow>> list_where(const Reader& reader, std::string_view column,
                                        std::string_view value) {
    return in_catalog("list files", [&] {
        Query query(reader.connection(),
                    select_where(fmt::format("f.{} = :value ORDER BY f.id", column)));
        query.bind(value);
        return read_all<FileColumns>(query);
    });
}

/// Among the rows with this digest and name, the first in the grant's order.
Result<std::optional<RowHandle>> find_under(const Reader& reader, const Grant& grant,
                                            std::string_view column, std::string_view digest,
                                            std::string_view file_name) {
    SPOKE_TRY(auto rows, in_catalog("find a file", [&] {
                  Query query(reader.connection(),
                              select_where(fmt::format(
                                  "f.{} = :digest AND f.file_name = :file_name", column)));
                  query.bind(digest).bind(file_name);
                  return read_all<FileColumns>(query);
              }));
    for (const auto& repository : grant.readable()) {
        for (auto& row : rows) {
            if (row.repository != repository) continue;
            auto handle = RowHandle::under(grant, std::make_shared<const FileRow>(std::move(row)));
            if (!handle) return std::nullopt;
            return std::move(*handle);
        }
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<FileRow>> list_files(const Reader& reader, const base::Id& repository,
                                        const python::ProjectName& project) {
    return in_catalog("list a project's files", [&] {
        Query query(reader.connection(),
                    select_where("f.repository_id = :repository_id AND f.project = :project "
                                 "ORDER BY f.version, f.file_name"));
        query.bind(repository).bind(project.normalized());
        return read_all<FileColumns>(query);
    });
}

Result<std::optional<FileRow>> find_file(const Reader& reader, const base::Id& repository,
                                         std::string_view file_name) {
    return in_catalog("find a file", [&] {
        Query query(reader.connection(),
                    select_where("f.repository_id = :repository_id AND f.file_name = :file_name"));
        query.bind(repository).bind(file_name);
        return read_one<FileColumns>(query);
    });
}

Result<std::optional<FileRow>> find_file(const Reader& reader, const base::Id& row) {
    return in_catalog("find a file", [&] {
        Query query(reader.connection(), select_where("f.id = :id"));
        query.bind(row);
        return read_one<FileColumns>(query);
    });
}

Result<std::vector<FileRow>> list_files_with_sha256(const Reader& reader,
                                                    const crypto::Sha256Digest& digest) {
    return list_where(reader, "sha256", digest.hex());
}

Result<std::vector<FileRow>> list_files_derived_from(const Reader& reader,
                                                     const crypto::Sha256Digest& base) {
    return list_where(reader, "derived_from", base.hex());
}

Result<std::vector<FileRow>> list_files_of_build(const Reader& reader, const base::Id& build) {
    return list_where(reader, "build_id", build.text());
}

Result<std::optional<RowHandle>> find_file_by_blake2b(const Reader& reader, const Grant& grant,
                                                      const crypto::Blake2bDigest& digest,
                                                      std::string_view file_name) {
    return find_under(reader, grant, "blake2b", digest.hex(), file_name);
}

Result<std::optional<RowHandle>> find_file_by_sha256(const Reader& reader, const Grant& grant,
                                                     const crypto::Sha256Digest& digest,
                                                     std::string_view file_name) {
    return find_under(reader, grant, "sha256", digest.hex(), file_name);
}

Result<std::optional<crypto::Sha256Digest>> find_never_reuse(const Reader& reader,
                                                             const base::Id& repository,
                                                             std::string_view file_name) {
    return in_catalog(
        "find a used file name", [&]() -> Result<std::optional<crypto::Sha256Digest>> {
            Text digest;
            Query query(reader.connection(),
                        "SELECT sha256 FROM never_reuse WHERE repository_id = :repository_id AND "
                        "file_name = :file_name");
            query.bind(repository).bind(file_name).into(digest);
            if (!query.next()) return std::nullopt;
            Decoder decoder;
            return decoder.finish(decoder.digest<crypto::Sha256Digest>(digest));
        });
}

}  // namespace spoke::catalog
