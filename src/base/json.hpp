#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::base {

using Json = nlohmann::json;

/// Foreign JSON: UTF-8, at most `depth_limit` levels deep, no duplicate keys; else `invalid` with
/// the place. Include <nlohmann/json.hpp> in the .cpp that uses the value.
Result<Json> parse_json(std::string_view text, std::size_t depth_limit = 64);
/// Compact, keys sorted, invalid UTF-8 replaced: the same value gives the same bytes.
std::string dump_json(const Json& value);

/// A member of an object by type; `invalid` names the missing or mistyped key.
Result<std::string> json_string(const Json& object, std::string_view key);
Result<std::int64_t> json_integer(const Json& object, std::string_view key);
/// Empty where the key is missing or null.
std::string json_string_or(const Json& object, std::string_view key, std::string_view fallback);

}  // namespace spoke::base
