#pragma once

#include <memory>

#include "catalog/file_row.hpp"
#include "catalog/grant.hpp"

namespace spoke::catalog {

/// A file row that a Grant reaches: what a blob is opened with. Nothing but `under` makes one, also
/// for rows that come out of a cache.
class RowHandle {
public:
    /// `not_found`, always with the same text, where the grant does not reach the row: another
    /// repository, another project, another action than read.
    static Result<RowHandle> under(const Grant& grant, std::shared_ptr<const FileRow> row);

    const FileRow& row() const { return *row_; }
    const std::shared_ptr<const FileRow>& shared() const { return row_; }
    const base::Id& principal() const { return principal_; }
    const base::Id& token() const { return token_; }

private:
    RowHandle(const Grant& grant, std::shared_ptr<const FileRow> row);
    std::shared_ptr<const FileRow> row_;
    base::Id principal_;
    base::Id token_;
};

/// The one text for a file that is not there, not here, or not to be seen.
Error file_not_found();

}  // namespace spoke::catalog
