#include "catalog/row_handle.hpp"

#include <utility>

namespace spoke::catalog {

Result<RowHandle> RowHandle::under(const Grant& grant, std::shared_ptr<const FileRow> row) {
    SPOKE_ASSERT(row != nullptr);
    if (grant.action() != Action::read || !grant.may_read_from(row->repository) ||
        !grant.covers_project(row->project))
        return fail(file_not_found());
    return RowHandle(grant, std::move(row));
}

RowHandle::RowHandle(const Grant& grant, std::shared_ptr<const FileRow> row)
    : row_(std::move(row)), principal_(grant.principal()), token_(grant.token()) {}

Error file_not_found() {
    return Error{ErrorCode::not_found, "there is no such file here", {}};
}

}  // namespace spoke::catalog
