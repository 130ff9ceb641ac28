#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "base/file.hpp"
#include "base/nearest.hpp"

namespace spoke::app {
namespace {

constexpr std::uint64_t k_file_limit = 1 << 20;

std::string place_of(const std::filesystem::path& path, const toml::source_region& region) {
    return path.string() + ":" + std::to_string(region.begin.line) + ":" +
           std::to_string(region.begin.column);
}

/// The value as a row's `set` takes it; a type that a row can't mean is refused there.
Result<std::string> text_of(const toml::node& node, const SettingRow& row) {
    if (row.is_switch() && !node.is_boolean())
        return fail(ErrorCode::invalid, "must be true or false, without quotes");
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* boolean = node.as_boolean())
        return std::string(boolean->get() ? "true" : "false");
    return fail(ErrorCode::invalid, "must be a text, a whole number, true or false");
}

}  // namespace

Result<void> read_settings_file(const std::filesystem::path& path, Settings& settings) {
    SPOKE_TRY(const auto text, base::read_file(path, k_file_limit));
    const toml::parse_result parsed = toml::parse(std::string_view(text));
    if (!parsed)
        return fail(ErrorCode::invalid, place_of(path, parsed.error().source()) + ": " +
                                            std::string(parsed.error().description()));
    std::vector<std::string> keys;
    for (const auto& row : settings_table()) keys.push_back(row.key);
    for (const auto& [key, node] : parsed.table()) {
        const std::string name(key.str());
        const auto row = std::ranges::find(settings_table(), name, &SettingRow::key);
        if (row == settings_table().end())
            return fail(ErrorCode::invalid, place_of(path, key.source()) + ": unknown setting \"" +
                                                name + "\"" + base::did_you_mean(name, keys));
        auto value = text_of(node, *row);
        auto set = value ? row->set(settings, *value) : fail(std::move(value).error());
        if (!set)
            return fail(ErrorCode::invalid,
                        place_of(path, node.source()) + ": " + name + ": " + set.error().message);
    }
    return ok();
}

}  // namespace spoke::app
