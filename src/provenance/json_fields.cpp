#include "provenance/json_fields.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace spoke::provenance {
namespace {

std::unexpected<Error> bad(std::string_view key, std::string_view why) {
    return fail(ErrorCode::invalid, "\"" + std::string(key) + "\" " + std::string(why));
}

Result<std::string> checked_text(const std::string& text, std::string_view key) {
    const bool control = std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (text.size() > k_text_limit) return bad(key, "is too long");
    if (control || !base::is_valid_utf8(text)) return bad(key, "holds bytes that are no text");
    return text;
}

}  // namespace

Result<std::string> json_text(const Json& object, std::string_view key) {
    SPOKE_TRY(const auto text, base::json_string(object, key));
    return checked_text(text, key);
}

Result<std::string> json_word(const Json& object, std::string_view key) {
    SPOKE_TRY(auto text, json_text(object, key));
    if (text.empty()) return bad(key, "is empty");
    return text;
}

Result<crypto::Sha256Digest> json_digest(const Json& object, std::string_view key) {
    SPOKE_TRY(const auto text, base::json_string(object, key));
    auto digest = crypto::Sha256Digest::parse(text);
    if (!digest)
        return fail_with_note(std::move(digest).error(), "in \"" + std::string(key) + "\"");
    return digest;
}

Result<base::Moment> json_moment(const Json& object, std::string_view key) {
    SPOKE_TRY(const auto text, base::json_string(object, key));
    auto moment = base::parse_rfc3339(text);
    if (!moment)
        return fail_with_note(std::move(moment).error(), "in \"" + std::string(key) + "\"");
    return moment;
}

Result<const Json*> json_array(const Json& object, std::string_view key, std::size_t limit) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array()) return bad(key, "is missing or not a list");
    if (found->size() > limit)
        return bad(key, "has more than " + std::to_string(limit) + " values");
    return &*found;
}

Result<const Json*> json_object(const Json& object, std::string_view key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_object()) return bad(key, "is missing or no object");
    return &*found;
}

Result<std::vector<std::string>> json_texts(const Json& object, std::string_view key,
                                            std::size_t limit) {
    SPOKE_TRY(const auto* list, json_array(object, key, limit));
    std::vector<std::string> texts;
    for (const auto& item : *list) {
        if (!item.is_string()) return bad(key, "must hold strings");
        SPOKE_TRY(auto text, checked_text(item.get_ref<const std::string&>(), key));
        texts.push_back(std::move(text));
    }
    return texts;
}

Result<crypto::Sha256Digest> json_digest_set(const Json& object, std::string_view key) {
    SPOKE_TRY(const auto* set, json_object(object, key));
    return json_digest(*set, "sha256");
}

Result<void> refuse_unknown_keys(const Json& object, const std::vector<std::string_view>& known,
                                 std::string_view where) {
    for (const auto& [key, value] : object.items())
        if (std::ranges::find(known, key) == known.end())
            return fail(ErrorCode::invalid, "unknown key \"" + base::printable(key, 80) + "\" in " +
                                                std::string(where));
    return ok();
}

}  // namespace spoke::provenance
