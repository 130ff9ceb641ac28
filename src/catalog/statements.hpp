#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {

/// A signed statement about a file: its envelope is a blob.
struct StatementRow {
    crypto::Sha256Digest envelope{};  ///< the blob
    crypto::Sha256Digest subject{};   ///< the file's
    std::string predicate_type{};
    std::string key_id{};
    base::Moment created{};
};

/// Needs the blob's row. Again is no error.
Result<void> put_statement(Transaction& transaction, const StatementRow& statement);
Result<std::optional<StatementRow>> find_statement(const Reader& reader,
                                                   const crypto::Sha256Digest& envelope);
Result<std::vector<StatementRow>> list_statements(const Reader& reader,
                                                  const crypto::Sha256Digest& subject);

}  // namespace spoke::catalog
