#include "verify/scripts.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace spoke::verify {
namespace {

/// {0} module, {1} the name imported from it, {2} what is called.
constexpr std::string_view k_import = "from {0} import {1}\n";

struct Template {
    std::string_view installer;
    std::string_view text;
};

/// The texts that installers write after the first line; learnt by installing with each of them.
constexpr std::array<Template, 5> k_templates = {{
    // pip up to 25.0, through distlib
    {"pip",
     "# -*- coding: utf-8 -*-\nimport re\nimport sys\n%IMPORT%if __name__ == '__main__':\n"
     "    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n    "
     "sys.exit({2}())\n"},
    // pip 26 and pip 25.1 to 25.3
    {"pip",
     "import sys\n%IMPORT%if __name__ == '__main__':\n"
     "    sys.argv[0] = sys.argv[0].removesuffix('.exe')\n    sys.exit({2}())\n"},
    {"pip",
     "import sys\n%IMPORT%if __name__ == '__main__':\n    if sys.argv[0].endswith('.exe'):\n"
     "        sys.argv[0] = sys.argv[0][:-4]\n    sys.exit({2}())\n"},
    {"uv",
     "# -*- coding: utf-8 -*-\nimport sys\n%IMPORT%if __name__ == \"__main__\":\n"
     "    if sys.argv[0].endswith(\"-script.pyw\"):\n        sys.argv[0] = sys.argv[0][:-11]\n"
     "    elif sys.argv[0].endswith(\".exe\"):\n        sys.argv[0] = sys.argv[0][:-4]\n"
     "    sys.exit({2}())\n"},
    {"installer",
     "# -*- coding: utf-8 -*-\nimport re\nimport sys\n%IMPORT%if __name__ == \"__main__\":\n"
     "    sys.argv[0] = re.sub(r\"(-script\\.pyw|\\.exe)?$\", \"\", sys.argv[0])\n"
     "    sys.exit({2}())\n"},
}};

std::string render(const Template& form, const python::EntryPoint& entry) {
    std::string text(form.text);
    const std::string mark = "%IMPORT%";
    text.replace(text.find(mark), mark.size(), k_import);
    const auto imported = entry.attribute.substr(0, entry.attribute.find('.'));
    return fmt::format(fmt::runtime(text), entry.module, imported, entry.attribute);
}

/// uv's in relocatable environments: the python beside the script, wherever that is.
constexpr std::string_view k_relocatable =
    "#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python' \"$0\" \"$@\"\n' "
    "'''\n";

/// The part after the interpreter's line, or nothing if that line names another interpreter. Three
/// forms: `#!PATH`, a shell's exec for paths that are long or hold blanks (three lines), and uv's
/// relocatable one.
std::string_view after_shebang(std::string_view text,
                               const std::vector<std::string>& interpreters) {
    if (interpreters.empty()) return {};
    if (text.starts_with(k_relocatable)) return text.substr(k_relocatable.size());
    for (const auto& interpreter : interpreters) {
        for (const std::string& head :
             {"#!" + interpreter + "\n",
              "#!/bin/sh\n'''exec' \"" + interpreter + "\" \"$0\" \"$@\"\n' '''\n",
              "#!/bin/sh\n'''exec' '" + interpreter + "' \"$0\" \"$@\"\n' '''\n",
              "#!/bin/sh\n'''exec' " + interpreter + " \"$0\" \"$@\"\n' '''\n"}) {
            if (text.starts_with(head)) return text.substr(head.size());
        }
    }
    return {};
}

}  // namespace

std::vector<Script> scripts_of(const python::EntryPoints& entry_points, std::string_view project,
                               std::string_view python) {
    std::vector<Script> out;
    for (const auto* group : {&entry_points.console_scripts(), &entry_points.gui_scripts()})
        for (const auto& entry : *group) out.push_back({entry.name, entry});
    if (project != "pip" || python.empty()) return out;
    const std::string major(python.substr(0, python.find('.')));
    for (const auto& entry : entry_points.console_scripts()) {
        if (entry.name != "pip") continue;
        for (const std::string& name :
             {"pip" + major, "pip" + std::string(python), "pip-" + std::string(python)})
            out.push_back({name, entry});
    }
    return out;
}

std::string recognise_script(std::string_view text, const python::EntryPoint& entry,
                             const std::vector<std::string>& interpreters) {
    if (entry.module.empty() || entry.attribute.empty()) return {};
    std::string body(after_shebang(text, interpreters));
    if (body.empty()) return {};
    // uv and pip's newest end without a line end in some versions.
    if (!body.ends_with('\n')) body += '\n';
    for (const auto& form : k_templates)
        if (body == render(form, entry)) return std::string(form.installer);
    return {};
}

std::string restore_shebang(std::string_view text, const std::vector<std::string>& interpreters) {
    const auto body = after_shebang(text, interpreters);
    if (body.data() == nullptr) return {};
    return "#!python\n" + std::string(body);
}

}  // namespace spoke::verify
