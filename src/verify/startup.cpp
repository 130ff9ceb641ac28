#include "verify/startup.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "crypto/digest.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_file_limit = 1 << 20;

struct KnownFile {
    std::string_view name;
    std::string_view sha256;
    std::string_view made_by;
};

constexpr KnownFile k_known[] = {
#include "verify/known_startup.inc"
};

/// Files without code that environments have at their top.
constexpr std::array<std::string_view, 4> k_plain_files = {"pyvenv.cfg", ".gitignore", ".lock",
                                                           "CACHEDIR.TAG"};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    if (from.empty()) return;
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

Finding startup_error(std::string code, std::string_view where, std::string text,
                      std::string hint) {
    return {Severity::error, std::move(code), std::string(where), std::move(text), std::move(hint)};
}

class StartupCheck {
public:
    StartupCheck(const Environment& environment, FileTable& table)
        : environment_(environment), table_(table) {}

    Findings run() {
        if (environment_.is_venv()) check_config();
        for (auto& [path, state] : table_.files()) visit(path, state);
        return std::move(findings_);
    }

private:
    void check_config();
    void visit(std::string_view path, FileState& state);
    void check_link(std::string_view path, FileState& state);
    void check_interpreter_link(std::string_view path, FileState& state);
    bool is_known(std::string_view path) const;
    void check_site_file(std::string_view path, FileState& state, std::string_view below);

    const Environment& environment_;
    FileTable& table_;
    Findings findings_;
};

void StartupCheck::check_config() {
    if (environment_.system_site_packages)
        findings_.push_back(startup_error(
            "system_site_packages", "pyvenv.cfg",
            "the environment also imports the system's packages, which are not looked at here",
            "make it anew without --system-site-packages"));
    const std::filesystem::path home = environment_.home;
    if (home.empty() || !home.is_absolute())
        findings_.push_back(startup_error("home", "pyvenv.cfg",
                                          "home names no interpreter's folder",
                                          "make the environment anew"));
}

void StartupCheck::visit(std::string_view path, FileState& state) {
    if (state.claim != Claim::none) return;
    if (state.entry->kind == base::EntryKind::link) return check_link(path, state);
    const bool plain = std::ranges::find(k_plain_files, path) != k_plain_files.end();
    if (environment_.is_venv() && plain) {
        state.claim = Claim::environment;
        return;
    }
    const auto in_scripts = environment_.is_venv() ? Environment::within(path, environment_.scripts)
                                                   : std::string_view();
    if (in_scripts.starts_with("python") && !in_scripts.contains('/')) {
        state.claim = Claim::environment;
        findings_.push_back(
            startup_error("interpreter", path,
                          "the interpreter is a file of this environment, and nothing says "
                          "where it is from",
                          "make the environment with links (not --copies)"));
        return;
    }
    const bool activation = in_scripts.starts_with("activate") ||
                            in_scripts.starts_with("Activate") ||
                            in_scripts.starts_with("deactivate") || in_scripts == "pydoc.bat";
    if (activation) {
        state.claim = Claim::environment;
        if (!is_known(path))
            findings_.push_back(
                startup_error("activation_script", path,
                              "the activation script is not one that venv, uv or virtualenv "
                              "makes",
                              "compare it with that of a fresh environment"));
        return;
    }
    for (const auto& site : environment_.sites) {
        const auto below = Environment::within(path, site);
        if (!below.empty() && !below.contains('/')) check_site_file(path, state, below);
    }
}

void StartupCheck::check_link(std::string_view path, FileState& state) {
    if (!environment_.is_venv()) return;
    if (path == "lib64" && state.entry->target == "lib") {
        state.claim = Claim::environment;
        return;
    }
    const auto name = Environment::within(path, environment_.scripts);
    if (name.starts_with("python") && !name.contains('/')) check_interpreter_link(path, state);
}

/// `bin/python` and its siblings link to each other or into `home`; anything else is a swap.
void StartupCheck::check_interpreter_link(std::string_view path, FileState& state) {
    state.claim = Claim::environment;
    const std::string& target = state.entry->target;
    const bool sibling = !target.contains('/') && target.starts_with("python");
    const auto folder = std::filesystem::path(target).parent_path();
    const bool home = !environment_.home.empty() &&
                      folder == std::filesystem::path(environment_.home) &&
                      name_of(target).starts_with("python");
    if (!sibling && !home)
        findings_.push_back(startup_error("interpreter", path,
                                          "the interpreter links to " + target + ", not into " +
                                              environment_.home + " as pyvenv.cfg says",
                                          "make the environment anew"));
}

bool StartupCheck::is_known(std::string_view path) const {
    const auto text = environment_.tree.read_file(path, k_file_limit);
    if (!text) return false;
    const auto digest = crypto::sha256(without_place(*text, environment_.prefix.string(),
                                                     environment_.prefix.filename().string()))
                            .hex();
    return std::ranges::any_of(k_known, [&](const KnownFile& known) {
        return known.name == name_of(path) && known.sha256 == digest;
    });
}

/// Unclaimed files at the top of an import root: python itself runs these at start-up.
void StartupCheck::check_site_file(std::string_view path, FileState& state,
                                   std::string_view below) {
    if (below.ends_with(".virtualenv") && state.entry->size == 0) {
        state.claim = Claim::environment;
        return;
    }
    const bool hook = below.ends_with(".pth") || below == "sitecustomize.py" ||
                      below == "usercustomize.py" || below == "_virtualenv.py";
    if (!hook) return;
    if (is_known(path)) {
        state.claim = Claim::environment;
        return;
    }
    findings_.push_back(startup_error(
        "startup_code", path, "Python runs this file at every start, and nothing has signed it",
        "remove it, or install the package that brings it from a rebuilt wheel"));
}

}  // namespace

std::string without_place(std::string text, const std::string& prefix, const std::string& name) {
    replace_all(text, prefix, "{prefix}");
    replace_all(text, "'(" + name + ") '", "'({name}) '");
    replace_all(text, "'" + name + "'", "'{name}'");
    return text;
}

Findings check_startup(const Environment& environment, FileTable& table) {
    return StartupCheck(environment, table).run();
}

}  // namespace spoke::verify
