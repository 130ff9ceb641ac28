#include "verify/venv_config.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/encoding.hpp"

namespace spoke::verify {
namespace {

constexpr const char* k_hint = "make the environment anew";

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) {
        return c == ' ' || c == '\t';
    };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

/// Characters of which Python and we think alike, whatever is done to them.
bool is_plain(std::string_view text, std::string_view more) {
    return std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               more.contains(c);
    });
}

/// `3.11.2.final.0` → `3.11`
std::string minor_version(std::string_view text) {
    const auto first = text.find('.');
    if (first == std::string_view::npos) return {};
    const auto second = std::min(text.find('.', first + 1), text.size());
    const auto out = text.substr(0, second);
    return is_plain(out, ".") ? std::string(out) : std::string();
}

class Parser {
public:
    VenvConfig run(std::string_view text) {
        while (!text.empty()) {
            const auto end = text.find('\n');
            auto line = text.substr(0, end);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
            if (line.ends_with('\r')) line.remove_suffix(1);
            add_line(line);
        }
        take_values();
        return std::move(config_);
    }

private:
    void add_line(std::string_view line) {
        const bool control = std::ranges::any_of(line, [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
        });
        if (control) add_error("a line holds control characters: " + base::printable(line, 60));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) return;
        const auto key = lowered(trimmed(line.substr(0, equals)));
        if (!is_plain(key, "-_."))
            add_error("a key holds unusual characters: " + base::printable(key, 60));
        const auto [at, fresh] = values_.emplace(key, trimmed(line.substr(equals + 1)));
        if (!fresh) add_error("the key " + base::printable(key, 60) + " stands there twice");
    }

    void take_values() {
        config_.home = values_["home"];
        // What Python would read as "true" after more stripping than ours is not "false" either.
        config_.system_site_packages = lowered(values_["include-system-site-packages"]) != "false";
        const auto& info = values_["version_info"];
        config_.python = minor_version(info.empty() ? values_["version"] : info);
        std::string_view prompt = values_["prompt"];
        // venv writes it as Python shows it, virtualenv in double quotes.
        const bool quoted = prompt.size() > 1 && prompt.front() == prompt.back() &&
                            (prompt.front() == '\'' || prompt.front() == '"');
        if (quoted) prompt = prompt.substr(1, prompt.size() - 2);
        if (is_plain(prompt, ".-_ ")) config_.prompt = std::string(prompt);
        if (!std::filesystem::path(config_.home).is_absolute())
            config_.findings.push_back({Severity::error, "home", "pyvenv.cfg",
                                        "home names no interpreter's folder", k_hint});
        if (config_.system_site_packages)
            config_.findings.push_back(
                {Severity::error, "system_site_packages", "pyvenv.cfg",
                 "the environment also imports the system's packages, which are not looked at here",
                 "make it anew without --system-site-packages"});
    }

    void add_error(std::string text) {
        config_.findings.push_back(
            {Severity::error, "pyvenv_cfg", "pyvenv.cfg", std::move(text), k_hint});
    }

    VenvConfig config_;
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace

VenvConfig parse_venv_config(std::string_view text) {
    return Parser().run(text);
}

}  // namespace spoke::verify
