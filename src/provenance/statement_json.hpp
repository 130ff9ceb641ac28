#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "provenance/statement.hpp"

namespace spoke::provenance {

/// An in-toto statement, v1, about one file.
std::string render_in_toto(const StatementSubject& subject, std::string_view predicate_type,
                           nlohmann::json predicate);

}  // namespace spoke::provenance
