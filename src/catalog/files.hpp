#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/file_row.hpp"
#include "catalog/grant.hpp"
#include "catalog/row_handle.hpp"

namespace spoke::catalog {

/// All rows of a project in one repository, by version and file name as text; also held ones.
Result<std::vector<FileRow>> list_files(const Reader& reader, const base::Id& repository,
                                        const python::ProjectName& project);
Result<std::optional<FileRow>> find_file(const Reader& reader, const base::Id& repository,
                                         std::string_view file_name);
Result<std::optional<FileRow>> find_file(const Reader& reader, const base::Id& row);
/// In all repositories: for recall, derivation and the factory; never for an answer to a client.
Result<std::vector<FileRow>> list_files_with_sha256(const Reader& reader,
                                                    const crypto::Sha256Digest& digest);
Result<std::vector<FileRow>> list_files_derived_from(const Reader& reader,
                                                     const crypto::Sha256Digest& base);
Result<std::vector<FileRow>> list_files_of_build(const Reader& reader, const base::Id& build);

/// Identity URLs: the row with exactly this digest and exactly this file name in a repository that
/// the grant reads. The two digests are two columns and never one namespace (threats.md I3).
Result<std::optional<RowHandle>> find_file_by_blake2b(const Reader& reader, const Grant& grant,
                                                      const crypto::Blake2bDigest& digest,
                                                      std::string_view file_name);
Result<std::optional<RowHandle>> find_file_by_sha256(const Reader& reader, const Grant& grant,
                                                     const crypto::Sha256Digest& digest,
                                                     std::string_view file_name);

/// Adds rows of one project in one repository, or replaces those of the same file name where the
/// bytes stay the same; rows that say nothing new are left alone. It sets id, first_seen, serial
/// and, for rows that are there, link_shape; makes the project, bumps the serial once (if anything
/// changed), writes the never_reuse entries and one audit row. Returns the rows as stored, in the
/// order given.
/// `conflict` "File already exists" where a name ever had another digest here, also after deletion.
/// A row with `blob` needs put_blob in the same transaction or before. A digest that was only
/// announced is no claim on the name for ever: a proxy may replace it through `reannounce_file`.
Result<std::vector<FileRow>> put_files(Transaction& transaction, std::vector<FileRow> rows);
Result<FileRow> put_file(Transaction& transaction, FileRow row);

/// A proxy's row that has no bytes yet takes a new announced digest.
Result<FileRow> reannounce_file(Transaction& transaction, const FileRow& row);

Result<void> set_yanked(Transaction& transaction, const base::Id& row,
                        const std::optional<Yank>& yanked);
Result<void> set_hold(Transaction& transaction, const base::Id& row,
                      const std::optional<Hold>& hold);
/// The never_reuse entry stays.
Result<void> delete_file(Transaction& transaction, const base::Id& row);

/// The digest that this name had or has in this repository.
Result<std::optional<crypto::Sha256Digest>> find_never_reuse(const Reader& reader,
                                                             const base::Id& repository,
                                                             std::string_view file_name);

}  // namespace spoke::catalog
