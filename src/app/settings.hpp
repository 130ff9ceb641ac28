#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace spoke::app {

/// What `spokeshave serve` can be told. Each field has one row in `settings_table()`, from which
/// the command line, the settings file and docs/reference/settings.md are made.
struct Settings {
    std::filesystem::path data;
    std::string listen = "127.0.0.1:8470";
    std::string external_url;         ///< empty: not known; provenance links are left out
    std::filesystem::path upstream;   ///< a folder of files; empty: no upstream
    bool allow_sdist_source = false;  ///< publish what was built from an sdist
    std::string builder_name;         ///< empty: the host's name
    int builders = 1;                 ///< builds at the same time
    int http_threads = 2;
    int build_memory_mib = 4096;
    int build_disk_mib = 2048;
    std::chrono::seconds build_time{1800};
    std::filesystem::path tools;  ///< uv and auditwheel; empty: beside the program
    std::string log_level = "info";
    std::filesystem::path keys;  ///< the signer's own, given by the supervisor; no setting
};

/// One setting: the key in the file; the option is the key with `-` for `_`.
struct SettingRow {
    std::string key;
    std::string value_name;  ///< `DIR`, `ADDRESS:PORT`; empty for a switch
    std::string help;        ///< one or more sentences
    std::function<Result<void>(Settings&, std::string_view)> set;
    std::function<std::string(const Settings&)> show;  ///< for the reference: the default

    bool is_switch() const { return value_name.empty(); }
    std::string option() const;
};

std::span<const SettingRow> settings_table();

/// Reads a TOML file over `settings`. An unknown key, a wrong type or value is `invalid` with
/// file:line:column and the nearest right key.
Result<void> read_settings_file(const std::filesystem::path& path, Settings& settings);

/// What no single row can judge: data is given, the upstream is a folder outside of it.
Result<void> check_settings(const Settings& settings);

/// docs/reference/settings.md
std::string render_settings_reference();

}  // namespace spoke::app
