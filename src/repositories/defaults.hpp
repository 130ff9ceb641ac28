#pragma once

#include <string_view>

#include "base/result.hpp"
#include "catalog/catalog.hpp"

namespace spoke::repositories {

inline constexpr std::string_view k_python_internal = "python-internal";
inline constexpr std::string_view k_python_remediated = "python-remediated";
inline constexpr std::string_view k_python = "python";
inline constexpr std::string_view k_python_public = "python-public";
inline constexpr std::string_view k_python_all = "python-all";
/// catalog::Repository::writer of the factory's two.
inline constexpr std::string_view k_factory_writer = "factory";

/// Makes the repositories of a first start, where there is none at all (design.md, "Repositories").
/// `upstream` is where python-public's files are from; it is set anew at each start.
Result<void> ensure_default_repositories(catalog::Catalog& catalog, const catalog::Cause& cause,
                                         std::string_view upstream);

}  // namespace spoke::repositories
