#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"

// For this room's .cpp files: members of foreign JSON objects by type. `invalid` names the key.
namespace spoke::provenance {

using base::Json;

inline constexpr std::size_t k_text_limit = 4096;

/// A string of valid UTF-8 without control characters, at most k_text_limit bytes.
Result<std::string> json_text(const Json& object, std::string_view key);
/// The same, but not empty.
Result<std::string> json_word(const Json& object, std::string_view key);
Result<crypto::Sha256Digest> json_digest(const Json& object, std::string_view key);
Result<base::Moment> json_moment(const Json& object, std::string_view key);
/// A list of at most `limit` values.
Result<const Json*> json_array(const Json& object, std::string_view key, std::size_t limit);
Result<const Json*> json_object(const Json& object, std::string_view key);
Result<std::vector<std::string>> json_texts(const Json& object, std::string_view key,
                                            std::size_t limit);
/// `{"sha256": …}` under `key`.
Result<crypto::Sha256Digest> json_digest_set(const Json& object, std::string_view key);
/// `invalid` for a key that is not among `known`.
Result<void> refuse_unknown_keys(const Json& object, const std::vector<std::string_view>& known,
                                 std::string_view where);

/// Each value of a list by `parse`, which gets objects only.
template <class T>
Result<std::vector<T>> json_list(const Json& object, std::string_view key, std::size_t limit,
                                 Result<T> (*parse)(const Json&)) {
    SPOKE_TRY(const auto* list, json_array(object, key, limit));
    std::vector<T> values;
    values.reserve(list->size());
    for (const auto& item : *list) {
        if (!item.is_object())
            return fail(ErrorCode::invalid, "\"" + std::string(key) + "\" must hold objects");
        auto value = parse(item);
        if (!value) return fail_with_note(std::move(value).error(), "in " + std::string(key));
        values.push_back(*std::move(value));
    }
    return values;
}

template <class T, class Render>
Json json_list_of(const std::vector<T>& values, Render render) {
    auto list = Json::array();
    for (const auto& value : values) list.push_back(render(value));
    return list;
}

}  // namespace spoke::provenance
