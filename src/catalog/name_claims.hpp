#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "python/project_name.hpp"

namespace spoke::catalog {

/// A hosted repository's claim on a name. It outlives the last release and the repository's place
/// in a group (a tombstone), until an administrator releases it (threats.md I5).
struct NameClaim {
    python::ProjectName project;
    std::string trust_domain = "default";
    base::Id repository{};
    base::Moment claimed{};
    std::optional<base::Moment> released{};
};

/// Nothing where the name was never claimed or its claim is released.
Result<std::optional<NameClaim>> find_name_claim(const Reader& reader,
                                                 std::string_view trust_domain,
                                                 const python::ProjectName& project);
Result<std::vector<NameClaim>> list_name_claims(const Reader& reader,
                                                std::string_view trust_domain);
/// Again by the same repository is no error; `conflict` where another one holds it.
Result<void> claim_name(Transaction& transaction, const base::Id& repository,
                        const python::ProjectName& project);
Result<void> release_name(Transaction& transaction, std::string_view trust_domain,
                          const python::ProjectName& project);

}  // namespace spoke::catalog
