#include "verify/startup.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "verify/known_files.hpp"

namespace spoke::verify {
namespace {

constexpr std::uint64_t k_hook_limit = 1 << 20;

/// Files without code that environments have at their top.
constexpr std::array<std::string_view, 4> k_plain_files = {"pyvenv.cfg", ".gitignore", ".lock",
                                                           "CACHEDIR.TAG"};
/// Modules that site.py, or a `.pth` file which is believed, imports at every start.
constexpr std::array<std::string_view, 4> k_hook_modules = {"sitecustomize", "usercustomize",
                                                            "_virtualenv", "_distutils_hack"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// `python`, `python3`, `python3.11`, `python3.13t`; not a command such as `python-argcomplete`.
bool is_interpreter_name(std::string_view name) {
    if (!name.starts_with("python")) return false;
    name.remove_prefix(std::string_view("python").size());
    if (name.ends_with('t')) name.remove_suffix(1);
    return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// What Python itself reads beside its executable, before anything else: pyvenv.cfg wins over the
/// environment's own, `python._pth` replaces the whole path, pybuilddir.txt makes it a build tree.
bool is_read_beside_interpreter(std::string_view name) {
    return name == "pyvenv.cfg" || name == "pybuilddir.txt" || name.ends_with("._pth");
}

bool is_activation(std::string_view name) {
    return name.starts_with("activate") || name.starts_with("Activate") ||
           name.starts_with("deactivate") || name == "pydoc.bat";
}

bool is_module_file(std::string_view name) {
    return name.ends_with(".py") || name.ends_with(".so") || name.ends_with(".pyc");
}

bool is_settled(const FileState& state) {
    return state.claim != Claim::none && state.claim != Claim::unsigned_file;
}

class StartupCheck {
public:
    StartupCheck(const Environment& environment, FileTable& table)
        : environment_(environment), table_(table) {}

    Findings run() {
        findings_ = environment_.findings;
        for (const auto& finding : environment_.config.findings)
            if (environment_.is_venv()) findings_.push_back(finding);
        for (auto& [path, state] : table_.files())
            if (!is_settled(state)) visit(path, state);
        return std::move(findings_);
    }

private:
    void visit(std::string_view path, FileState& state);
    void visit_top(std::string_view path, FileState& state);
    void visit_script(std::string_view path, FileState& state, std::string_view below);
    void check_interpreter(std::string_view path, FileState& state);
    void check_import_beside_scripts(std::string_view path, const FileState& state,
                                     std::string_view below);
    void visit_site_file(std::string_view path, FileState& state, std::string_view below);
    bool is_path_list(std::string_view path) const;

    void add_error(std::string code, std::string_view where, std::string text, std::string hint) {
        findings_.push_back({Severity::error, std::move(code), std::string(where), std::move(text),
                             std::move(hint)});
    }

    const Environment& environment_;
    FileTable& table_;
    Findings findings_;
};

void StartupCheck::visit(std::string_view path, FileState& state) {
    if (environment_.is_venv()) {
        if (!path.contains('/')) return visit_top(path, state);
        const auto below = Environment::within(path, environment_.scripts);
        if (!below.empty()) return visit_script(path, state, below);
    }
    for (const auto& site : environment_.sites) {
        const auto below = Environment::within(path, site);
        if (!below.empty()) visit_site_file(path, state, below);
    }
}

void StartupCheck::visit_top(std::string_view path, FileState& state) {
    const bool plain = is_one_of(k_plain_files, path) && state.entry->kind == base::EntryKind::file;
    const bool lib64 = path == "lib64" && state.entry->kind == base::EntryKind::link;
    if (plain || lib64) state.claim = Claim::environment;
    if (path == "pip.conf")
        findings_.push_back({Severity::warning, "pip_configuration", std::string(path),
                             "pip reads its settings from this file, such as where to install from",
                             "look at it before the next installation"});
}

void StartupCheck::visit_script(std::string_view path, FileState& state, std::string_view below) {
    if (is_interpreter_name(below)) return check_interpreter(path, state);
    if (is_read_beside_interpreter(below)) {
        state.claim = Claim::environment;
        return add_error("interpreter", path,
                         "Python reads this file at every start, and it moves where Python "
                         "imports from",
                         "remove it");
    }
    if (is_activation(below)) {
        state.claim = Claim::environment;
        if (!is_known_file(environment_, path, below))
            add_error("activation_script", path,
                      "the activation script is not one that venv, uv or virtualenv makes",
                      "compare it with that of a fresh environment");
        return;
    }
    if (state.claim == Claim::none) check_import_beside_scripts(path, state, below);
}

/// `bin/python` and its siblings link to each other or into `home`; anything else is a swap.
void StartupCheck::check_interpreter(std::string_view path, FileState& state) {
    state.claim = Claim::environment;
    if (state.entry->kind != base::EntryKind::link)
        return add_error("interpreter", path,
                         "the interpreter is a file of this environment, and nothing says where it "
                         "is from",
                         "make the environment with links (not --copies)");
    const std::string& target = state.entry->target;
    const std::filesystem::path home = environment_.config.home;
    const bool sibling = is_interpreter_name(target);
    const bool from_home = !home.empty() && std::filesystem::path(target).parent_path() == home &&
                           is_interpreter_name(name_of(target));
    if (!sibling && !from_home)
        add_error("interpreter", path,
                  "the interpreter links to " + target + ", not into " + home.string() +
                      " as pyvenv.cfg says",
                  "make the environment anew");
}

/// The folder of a script is the first place that it imports from, before the standard library.
void StartupCheck::check_import_beside_scripts(std::string_view path, const FileState& state,
                                               std::string_view below) {
    const bool direct = !below.contains('/');
    const bool package =
        name_of(below).starts_with("__init__.") && std::ranges::count(below, '/') == 1;
    bool importable = is_module_file(below) && (direct || package);
    if (state.entry->kind == base::EntryKind::link && direct) {
        // A link to a folder is a package; one to a file beside it is another name of a command.
        const auto target = base::normal_path(join_path(environment_.scripts, state.entry->target));
        importable = !target || table_.find(*target) == nullptr;
    }
    if (importable)
        add_error("script_path", path,
                  "every command of this environment would import this before what is installed",
                  "remove it, or install what it belongs to from a rebuilt wheel");
}

bool StartupCheck::is_path_list(std::string_view path) const {
    const auto text = environment_.tree.read_file(path, k_hook_limit);
    return text && !text->contains("import");
}

/// Below an import root: python itself runs these at start-up.
void StartupCheck::visit_site_file(std::string_view path, FileState& state,
                                   std::string_view below) {
    const auto top = below.substr(0, below.find('/'));
    const auto stem = top.substr(0, top.find('.'));
    const bool direct = top.size() == below.size();
    if (direct && below.ends_with(".virtualenv") && state.entry->size == 0 &&
        state.entry->kind == base::EntryKind::file) {
        state.claim = Claim::environment;
        return;
    }
    const bool path_file = direct && below.ends_with(".pth");
    const bool module = is_one_of(k_hook_modules, stem) &&
                        ((direct && (top != stem || state.entry->kind == base::EntryKind::link)) ||
                         below.substr(top.size()).starts_with("/__init__."));
    if (!path_file && !module) return;
    if (is_known_file(environment_, path, below)) {
        if (state.claim == Claim::none) state.claim = Claim::environment;
        return;
    }
    if (path_file && state.claim == Claim::unsigned_file && is_path_list(path)) {
        findings_.push_back(
            {Severity::warning, "import_path", std::string(path),
             "an unsigned package lets Python import from more places, after this one", ""});
        return;
    }
    add_error("startup_code", path,
              "Python runs this file at every start, and nothing has signed it",
              "remove it, or install the package that brings it from a rebuilt wheel");
}

}  // namespace

Findings check_startup(const Environment& environment, FileTable& table) {
    return StartupCheck(environment, table).run();
}

}  // namespace spoke::verify
