#include "repositories/defaults.hpp"

#include "catalog/repositories.hpp"

#include <string>
#include <utility>
#include <vector>

namespace spoke::repositories {

namespace {

using catalog::Member;
using catalog::NewRepository;
using catalog::RepositoryKind;

Result<base::Id> make(catalog::Transaction& transaction, std::string_view name, RepositoryKind kind,
                      std::string_view writer = {}, std::string_view upstream = {}) {
    SPOKE_TRY(const auto made, catalog::create_repository(
                                   transaction, NewRepository{.name = std::string(name),
                                                              .kind = kind,
                                                              .writer = std::string(writer),
                                                              .upstream = std::string(upstream)}));
    return made.id;
}

/// Internal names first, so that nothing from outside can take one; then remediated before rebuilt
/// before upstream, the factory's two laid over the upstream file by file.
Result<void> make_all(catalog::Transaction& transaction, std::string_view upstream) {
    constexpr auto k_hosted = RepositoryKind::hosted;
    SPOKE_TRY(const auto internal, make(transaction, k_python_internal, k_hosted));
    SPOKE_TRY(const auto remediated,
              make(transaction, k_python_remediated, k_hosted, k_factory_writer));
    SPOKE_TRY(const auto rebuilt, make(transaction, k_python, k_hosted, k_factory_writer));
    SPOKE_TRY(const auto open,
              make(transaction, k_python_public, RepositoryKind::proxy, {}, upstream));
    SPOKE_TRY(const auto all, make(transaction, k_python_all, RepositoryKind::group));
    const std::vector<Member> members = {
        {.repository = internal, .name = {}, .overlay_on = {}},
        {.repository = remediated, .name = {}, .overlay_on = open},
        {.repository = rebuilt, .name = {}, .overlay_on = open},
        {.repository = open, .name = {}, .overlay_on = {}},
    };
    return catalog::set_members(transaction, all, members);
}

}  // namespace

Result<void> ensure_default_repositories(catalog::Catalog& catalog, const catalog::Cause& cause,
                                         std::string_view upstream) {
    SPOKE_TRY(auto transaction, catalog.begin(cause));
    SPOKE_TRY(const auto present, catalog::list_repositories(transaction));
    if (present.empty()) {
        SPOKE_TRY(make_all(transaction, upstream));
        return transaction.commit();
    }
    SPOKE_TRY(const auto open, catalog::find_repository(transaction, k_python_public));
    if (!open || open->upstream == upstream) return ok();
    SPOKE_TRY(catalog::set_upstream(transaction, open->id, upstream));
    return transaction.commit();
}

}  // namespace spoke::repositories
