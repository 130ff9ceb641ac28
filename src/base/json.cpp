#include "base/json.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace spoke::base {

Result<Json> parse_json(std::string_view text, std::size_t depth_limit) {
    bool too_deep = false;
    std::string duplicate;
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
        switch (event) {
            case Json::parse_event_t::object_start:
                keys.emplace_back();
                [[fallthrough]];
            case Json::parse_event_t::array_start:
                if (static_cast<std::size_t>(depth) >= depth_limit) too_deep = true;
                break;
            case Json::parse_event_t::key:
                if (!keys.back().insert(parsed.get<std::string>()).second && duplicate.empty())
                    duplicate = parsed.get<std::string>();
                break;
            case Json::parse_event_t::object_end:
                keys.pop_back();
                break;
            default:
                break;
        }
        return true;
    };
    try {
        Json value = Json::parse(text, watch);
        if (too_deep)
            return fail(ErrorCode::invalid,
                        "JSON is nested deeper than " + std::to_string(depth_limit) + " levels");
        if (!duplicate.empty())
            return fail(ErrorCode::invalid, "JSON has the key \"" + duplicate + "\" twice");
        return value;
    } catch (const Json::exception& error) {
        return fail(ErrorCode::invalid, std::string("not valid JSON: ") + error.what());
    }
}

std::string dump_json(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> json_string(const Json& object, std::string_view key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string())
        return fail(ErrorCode::invalid, "\"" + std::string(key) + "\" is missing or not a string");
    return found->get<std::string>();
}

Result<std::int64_t> json_integer(const Json& object, std::string_view key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer())
        return fail(ErrorCode::invalid,
                    "\"" + std::string(key) + "\" is missing or not an integer");
    return found->get<std::int64_t>();
}

std::string json_string_or(const Json& object, std::string_view key, std::string_view fallback) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return std::string(fallback);
    return found->get<std::string>();
}

}  // namespace spoke::base
