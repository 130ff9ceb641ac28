#include "factory/build/log_patterns.hpp"

#include <re2/re2.h>

#include <array>
#include <memory>
#include <vector>

#include "base/encoding.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

struct Pattern {
    FailureClass failure;
    const char* expression;  ///< one group at most: the thing that is named
    const char* advice;      ///< `{}` stands for that thing
};

// Sorted by how much a sign tells: a missing header also prints that the compiler failed.
constexpr Pattern k_patterns[] = {
    {FailureClass::disk, R"(No space left on device)",
     "It filled the disk of its sandbox. A build that needs more must be given a higher limit."},
    {FailureClass::oom,
     R"((?:^|\n)(?:.*: )?(?:MemoryError|fatal error: .*out of memory|virtual memory exhausted))",
     "It ran out of memory. Give the builder more memory, or build it alone."},
    {FailureClass::needs_network,
     R"((?:Temporary failure in name resolution|Name or service not known|Network is unreachable|Failed to establish a new connection|Could not resolve host|getaddrinfo failed|Connection refused|could not connect to server))",
     "It reached for the network, which a build does not have. What it downloads must be part of "
     "its source."},
    {FailureClass::missing_header, R"(fatal error: ([A-Za-z0-9_./+-]+): No such file or directory)",
     "The header {} is not on the builder. Install the Debian package that has it, then ask "
     "again."},
    {FailureClass::missing_lib, R"(cannot find -l([A-Za-z0-9_.+-]+))",
     "The library {} is not on the builder. Install its Debian development package, then ask "
     "again."},
    {FailureClass::missing_lib,
     R"(Package '?([A-Za-z0-9_.+-]+)'?,? (?:was )?not found|Package ([A-Za-z0-9_.+-]+) was not found in the pkg-config)",
     "pkg-config does not find {} on the builder. Install its Debian development package, then ask "
     "again."},
    {FailureClass::missing_tool, R"(([A-Za-z0-9_-]+) executable not found)",
     "The command {} is not on the builder. Install the Debian package that has it, then ask "
     "again."},
    {FailureClass::missing_tool,
     R"((?:error|unable to execute|command) '([A-Za-z0-9_+-]+)'.*(?:not found|No such file))",
     "The command {} is not on the builder. Install the Debian package that has it, then ask "
     "again."},
    {FailureClass::missing_tool, R"(can't find Rust compiler|error: rustc|cargo.*not found)",
     "It needs Rust, which the builder does not have. Install rustc and cargo there, then ask "
     "again."},
    {FailureClass::interpreter_too_new,
     R"(ImpImporter|No module named 'distutils'|No module named 'imp'|longintrepr\.h|module 'ast' has no attribute 'Str')",
     "It is of before Python 3.11 and uses what that no longer has. Ask for a newer version of "
     "it."},
    {FailureClass::backend_too_new,
     R"(cannot import name 'Feature' from 'setuptools'|use_2to3 is invalid|invalid command 'test'|has no attribute 'Feature'|configuration error: `?project\.|No module named 'pkg_resources')",
     "It needs an older build tool than those that are rebuilt. Request the one of its time, for "
     "example `setuptools==57.5.0`, or ask for a newer version of it."},
    {FailureClass::cython_too_new, R"(legacy implicit noexcept|language_level)",
     "It needs Cython before 3. Request an older Cython, then ask again."},
    {FailureClass::numpy_abi, R"(numpy\.distutils|NPY_API_VERSION)",
     "It needs the numpy of its time. Request that version, then ask again."},
    {FailureClass::version_drift, R"(setuptools-scm was unable to detect version)",
     "It asks its version control for its version, which an sdist does not have."},
    {FailureClass::compiler_too_new, R"(implicit-function-declaration|incompatible-pointer-types)",
     "Its C code is refused by this compiler. Ask for a newer version of it."},
    {FailureClass::missing_build_req, R"(No module named '?([A-Za-z0-9_.]+)'?)",
     "It imports {} while it is built and does not name it as a build requirement. It needs a "
     "patch "
     "of its pyproject.toml."},
};

struct Module {
    std::string_view module;
    std::string_view requirement;
};

// Modules that old projects import without saying so, and what has them.
constexpr std::array<Module, 10> k_modules{{
    {"setuptools", "setuptools"},
    {"pkg_resources", "setuptools<81"},
    {"wheel", "wheel"},
    {"Cython", "Cython"},
    {"numpy", "numpy"},
    {"pbr", "pbr"},
    {"skbuild", "scikit-build"},
    {"mesonpy", "meson-python"},
    {"setuptools_rust", "setuptools-rust"},
    {"setuptools_scm", "setuptools-scm"},
}};

std::string requirement_of(std::string_view module) {
    const auto top = module.substr(0, module.find('.'));
    for (const auto& known : k_modules)
        if (known.module == top) return std::string(known.requirement);
    return {};
}

std::string fill(std::string_view advice, std::string_view thing) {
    const auto place = advice.find("{}");
    if (place == std::string_view::npos) return std::string(advice);
    return std::string(advice.substr(0, place)) + "`" + base::printable(thing, 80) + "`" +
           std::string(advice.substr(place + 2));
}

struct Compiled {
    const Pattern* pattern;
    std::unique_ptr<re2::RE2> expression;
};

const std::vector<Compiled>& compiled_patterns() {
    static const auto k_compiled = [] {
        std::vector<Compiled> all;
        re2::RE2::Options options;
        options.set_encoding(re2::RE2::Options::EncodingLatin1);  // a log is any bytes
        options.set_log_errors(false);
        for (const auto& pattern : k_patterns)
            all.push_back({&pattern, std::make_unique<re2::RE2>(pattern.expression, options)});
        return all;
    }();
    return k_compiled;
}

}  // namespace

LogVerdict judge_log(std::string_view log) {
    for (const auto& [pattern, expression] : compiled_patterns()) {
        re2::StringPiece groups[3];
        const int count = std::min(3, expression->NumberOfCapturingGroups() + 1);
        const re2::StringPiece text(log.data(), log.size());
        if (!expression->Match(text, 0, log.size(), re2::RE2::UNANCHORED, groups, count)) continue;
        const auto& named = groups[1].empty() ? groups[2] : groups[1];
        const std::string_view thing(named.data(), named.size());
        LogVerdict verdict{pattern->failure, fill(pattern->advice, thing), {}};
        if (pattern->failure == FailureClass::missing_build_req ||
            groups[0].find("pkg_resources") != re2::StringPiece::npos)
            verdict.requirement = requirement_of(thing.empty() ? "pkg_resources" : thing);
        return verdict;
    }
    return {
        FailureClass::build_error,
        "Its build ended with an error that no known sign explains. Its log has the reason near "
        "the end.",
        {}};
}

}  // namespace spoke::factory
