#include "app/settings.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/nearest.hpp"
#include "base/time.hpp"

namespace spoke::app {
namespace {

Result<int> parse_count(std::string_view text, int least, int most) {
    int value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value < least ||
        value > most)
        return fail(ErrorCode::invalid, "\"" + std::string(text) +
                                            "\" is not a whole number from " +
                                            std::to_string(least) + " to " + std::to_string(most));
    return value;
}

Result<bool> parse_switch(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return fail(ErrorCode::invalid, "\"" + std::string(text) + "\" is neither true nor false");
}

SettingRow text_row(std::string key, std::string value_name, std::string help,
                    std::string Settings::* field) {
    return {std::move(key), std::move(value_name), std::move(help),
            [field](Settings& settings, std::string_view text) {
                settings.*field = std::string(text);
                return ok();
            },
            [field](const Settings& settings) {
                return settings.*field;
            }};
}

SettingRow path_row(std::string key, std::string help, std::filesystem::path Settings::* field) {
    return {std::move(key), "DIR", std::move(help),
            [field](Settings& settings, std::string_view text) -> Result<void> {
                if (text.empty()) return fail(ErrorCode::invalid, "the path is empty");
                settings.*field = std::filesystem::path(text);
                return ok();
            },
            [field](const Settings& settings) {
                return (settings.*field).string();
            }};
}

SettingRow switch_row(std::string key, std::string help, bool Settings::* field) {
    return {std::move(key), "", std::move(help),
            [field](Settings& settings, std::string_view text) -> Result<void> {
                SPOKE_TRY(settings.*field, parse_switch(text));
                return ok();
            },
            [field](const Settings& settings) {
                return std::string(settings.*field ? "true" : "false");
            }};
}

SettingRow count_row(std::string key, std::string help, int Settings::* field, int least,
                     int most) {
    return {std::move(key), "N", std::move(help),
            [=](Settings& settings, std::string_view text) -> Result<void> {
                SPOKE_TRY(settings.*field, parse_count(text, least, most));
                return ok();
            },
            [field](const Settings& settings) {
                return std::to_string(settings.*field);
            }};
}

SettingRow url_row() {
    return {
        "external_url", "URL",
        "The URL under which clients reach this server, without a path to one repository. Pages "
        "name provenance with it; without it they leave provenance out.",
        [](Settings& settings, std::string_view text) -> Result<void> {
            if (!text.starts_with("http://") && !text.starts_with("https://"))
                return fail(ErrorCode::invalid, "\"" + std::string(text) +
                                                    "\" does not begin with https:// or http://");
            while (text.ends_with('/')) text.remove_suffix(1);
            settings.external_url = std::string(text);
            return ok();
        },
        [](const Settings& settings) {
            return settings.external_url;
        }};
}

SettingRow build_time_row() {
    return {"build_time", "DURATION", "The longest that one step of a build may take, as in 30m.",
            [](Settings& settings, std::string_view text) -> Result<void> {
                SPOKE_TRY(settings.build_time, base::parse_duration(text));
                return ok();
            },
            [](const Settings& settings) {
                const auto seconds = settings.build_time.count();
                return seconds % 60 == 0 ? std::to_string(seconds / 60) + "m"
                                         : std::to_string(seconds) + "s";
            }};
}

SettingRow log_level_row() {
    return {"log_level", "LEVEL", "How much is logged: debug, info, warn or error.",
            [](Settings& settings, std::string_view text) -> Result<void> {
                const std::vector<std::string> levels = {"debug", "info", "warn", "error"};
                if (std::ranges::find(levels, text) == levels.end())
                    return fail(ErrorCode::invalid, "\"" + std::string(text) +
                                                        "\" is not debug, info, warn or error" +
                                                        base::did_you_mean(text, levels));
                settings.log_level = std::string(text);
                return ok();
            },
            [](const Settings& settings) {
                return settings.log_level;
            }};
}

std::vector<SettingRow> make_table() {
    std::vector<SettingRow> rows;
    rows.push_back(path_row("data",
                            "The folder that holds everything: catalog, files, keys. Made at "
                            "the first start.",
                            &Settings::data));
    rows.push_back(text_row("listen", "ADDRESS:PORT",
                            "Where to listen. Plain HTTP listens on loopback only; port 0 takes a "
                            "free one and prints it.",
                            &Settings::listen));
    rows.push_back(url_row());
    rows.push_back(path_row("upstream",
                            "A folder of sdists and wheels: the upstream of python-public.",
                            &Settings::upstream));
    rows.push_back(switch_row("allow_sdist_source",
                              "Build and publish from an upstream sdist where no repository is the "
                              "source. What was built so says so, also when it is verified.",
                              &Settings::allow_sdist_source));
    rows.push_back(
        text_row("builder_name", "NAME",
                 "The builder's name in certificates, which verify prints. Fixed when the "
                 "keys are made; the host's name by default.",
                 &Settings::builder_name));
    rows.push_back(
        count_row("builders", "How many builds run at the same time.", &Settings::builders, 1, 64));
    rows.push_back(count_row("http_threads", "Threads that serve HTTP, one event loop each.",
                             &Settings::http_threads, 1, 256));
    rows.push_back(count_row("build_memory_mib", "Memory that one build may use, in MiB.",
                             &Settings::build_memory_mib, 64, 1 << 20));
    rows.push_back(count_row("build_disk_mib",
                             "Space that one build may write, in MiB. It is memory: a sized tmpfs.",
                             &Settings::build_disk_mib, 16, 1 << 20));
    rows.push_back(build_time_row());
    rows.push_back(
        path_row("tools", "The folder whose bin/ has uv and auditwheel.", &Settings::tools));
    rows.push_back(log_level_row());
    return rows;
}

bool is_inside(const std::filesystem::path& inner, const std::filesystem::path& outer) {
    std::error_code ignored;
    const auto relative =
        std::filesystem::weakly_canonical(inner, ignored)
            .lexically_relative(std::filesystem::weakly_canonical(outer, ignored));
    return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::string SettingRow::option() const {
    std::string name = "--" + key;
    std::ranges::replace(name, '_', '-');
    return name;
}

std::span<const SettingRow> settings_table() {
    static const std::vector<SettingRow> table = make_table();
    return table;
}

Result<void> check_settings(const Settings& settings) {
    if (settings.data.empty())
        return fail(
            ErrorCode::invalid,
            "no data folder is given; use --data DIR, or data = \"DIR\" in the settings file");
    if (settings.upstream.empty()) return ok();
    std::error_code code;
    if (!std::filesystem::is_directory(settings.upstream, code))
        return fail(ErrorCode::invalid,
                    "upstream " + settings.upstream.string() + " is not a folder that can be read");
    // I15: an upstream that shares a tree with keys and catalog would publish them.
    if (is_inside(settings.upstream, settings.data) || is_inside(settings.data, settings.upstream))
        return fail(ErrorCode::invalid, "upstream " + settings.upstream.string() + " and data " +
                                            settings.data.string() +
                                            " overlap; put them into folders apart");
    return ok();
}

std::string render_settings_reference() {
    std::string out =
        "# Settings\n\nMade by `spokeshave reference settings`; do not edit.\n\n"
        "Each can stand in the file that `spokeshave serve --config FILE` names (TOML), or as an "
        "option; "
        "an option wins.\n\n| key | option | default | what it does |\n| --- | --- | --- | --- |\n";
    const Settings defaults;
    for (const auto& row : settings_table()) {
        const std::string shown = row.show(defaults);
        out += "| `" + row.key + "` | `" + row.option() +
               (row.is_switch() ? "" : " " + row.value_name) + "` | " +
               (shown.empty() ? "" : "`" + shown + "`") + " | " + row.help + " |\n";
    }
    return out;
}

}  // namespace spoke::app
