#include "sandbox/environment.hpp"

#include <algorithm>
#include <string_view>

namespace spoke::sandbox {
namespace {

Environment fixed_environment(const Job& job, unsigned cpus) {
    const auto count = std::to_string(cpus);
    return {
        {"PATH", "/usr/bin:/bin"},
        {"HOME", k_home_folder},
        {"TMPDIR", k_temporary_folder},
        {"USER", "build"},
        {"LOGNAME", "build"},
        {"LANG", "C.UTF-8"},
        {"LC_ALL", "C.UTF-8"},
        {"TZ", "UTC"},
        {"SOURCE_DATE_EPOCH", std::to_string(job.source_date_epoch)},
        {"PYTHONHASHSEED", std::to_string(job.hash_seed)},
        {"PYTHONDONTWRITEBYTECODE", "1"},
        {"PYTHONNOUSERSITE", "1"},
        {"PIP_NO_INDEX", "1"},
        {"CARGO_NET_OFFLINE", "true"},
        {"GOFLAGS", "-mod=vendor -trimpath"},
        {"GOPROXY", "off"},
        {"MAKEFLAGS", "-j" + count},
        {"CMAKE_BUILD_PARALLEL_LEVEL", count},
    };
}

Result<void> check_name(std::string_view name) {
    const bool plain = !name.empty() && std::ranges::all_of(name, [](char letter) {
        return letter == '_' || (letter >= '0' && letter <= '9') ||
               (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
    });
    if (!plain)
        return fail(ErrorCode::invalid, "not a variable's name: \"" + std::string(name) + "\"");
    // The loader would bring foreign code into every tool of the toolchain, ours too.
    if (name.starts_with("LD_"))
        return fail(ErrorCode::invalid, "a job may not set " + std::string(name));
    return ok();
}

}  // namespace

Result<Environment> environment_of(const Job& job, unsigned cpus) {
    auto out = fixed_environment(job, cpus);
    for (const auto& [name, value] : job.environment) {
        SPOKE_TRY(check_name(name));
        if (value.find('\0') != std::string::npos)
            return fail(ErrorCode::invalid, "the variable " + name + " has a NUL in it");
        const auto same = std::ranges::find(out, name, &std::pair<std::string, std::string>::first);
        if (same != out.end())
            same->second = value;
        else
            out.emplace_back(name, value);
    }
    return out;
}

}  // namespace spoke::sandbox
