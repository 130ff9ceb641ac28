#pragma once

#include <string>

#include "catalog/connection.hpp"
#include "catalog/file_row.hpp"

namespace spoke::catalog {

/// The columns of a file row, in one order for reading and writing.
class FileColumns {
public:
    using Row = FileRow;
    /// `project` is joined for its spelling: FROM files f JOIN projects p (see `source`).
    static const std::string& names();
    static const std::string& source();

    void into(Query& query);
    Result<FileRow> row();

private:
    Text id_, repository_, display_name_, version_, file_name_, kind_;
    Text sha256_, blake2b_, digest_state_, blob_, link_shape_;
    Number size_, upload_time_, first_seen_, base_upload_time_, hold_until_, serial_;
    Text upload_time_source_, requires_python_, yanked_, metadata_sha256_;
    Text tier_, source_kind_, derived_from_, hold_reason_, uploader_, build_, statement_;
    Text upstream_location_;
};

/// The values that an INSERT or UPDATE of all columns but id, repository and file name takes.
void bind_file_values(Query& query, const FileRow& row);
/// `column = :column, …` and the names, for the same columns in the same order.
const std::string& file_value_names();
const std::string& file_value_placeholders();
const std::string& file_value_assignments();

}  // namespace spoke::catalog
