#include "factory/build/toolchain.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "base/file.hpp"

namespace spoke::factory {
namespace {

constexpr std::uint64_t k_max_status_bytes = std::uint64_t{256} << 20U;

constexpr std::array<std::string_view, 15> k_named{"binutils",
                                                   "bubblewrap",
                                                   "cpp-12",
                                                   "g++-12",
                                                   "gcc-12",
                                                   "libc6",
                                                   "libc6-dev",
                                                   "libgcc-12-dev",
                                                   "libpython3.11-dev",
                                                   "libpython3.11-stdlib",
                                                   "libstdc++-12-dev",
                                                   "make",
                                                   "patchelf",
                                                   "python3.11",
                                                   "python3.11-minimal"};

/// The value of a field of one stanza; multi-line fields are not asked for.
std::string_view field(std::string_view stanza, std::string_view name) {
    for (std::size_t at = 0; at < stanza.size();) {
        auto end = stanza.find('\n', at);
        if (end == std::string_view::npos) end = stanza.size();
        const auto line = stanza.substr(at, end - at);
        if (line.starts_with(name) && line.substr(name.size()).starts_with(": "))
            return line.substr(name.size() + 2);
        at = end + 1;
    }
    return {};
}

struct Package {
    std::string name;
    std::string version;
    std::string architecture;
    auto operator<=>(const Package&) const = default;
};

std::vector<Package> installed_packages(std::string_view status) {
    std::vector<Package> packages;
    for (std::size_t at = 0; at < status.size();) {
        auto end = status.find("\n\n", at);
        if (end == std::string_view::npos) end = status.size();
        const auto stanza = status.substr(at, end - at);
        if (field(stanza, "Status").ends_with(" installed"))
            packages.push_back({std::string(field(stanza, "Package")),
                                std::string(field(stanza, "Version")),
                                std::string(field(stanza, "Architecture"))});
        at = end + 2;
    }
    std::ranges::sort(packages);
    return packages;
}

/// `uv-0.13.9.dist-info` → uv, 0.13.9.
Result<std::vector<ToolVersion>> tool_packages(const std::filesystem::path& tools) {
    std::vector<ToolVersion> versions;
    std::error_code trouble;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             tools / "lib", std::filesystem::directory_options::none, trouble)) {
        const auto name = entry.path().filename().string();
        constexpr std::string_view k_suffix = ".dist-info";
        if (!name.ends_with(k_suffix)) continue;
        const auto stem = name.substr(0, name.size() - k_suffix.size());
        const auto hyphen = stem.find('-');
        if (hyphen != std::string::npos)
            versions.push_back({stem.substr(0, hyphen), stem.substr(hyphen + 1)});
    }
    if (trouble)
        return fail(ErrorCode::unavailable, "the build tools' folder " + tools.string() +
                                                " can't be read: " + trouble.message() +
                                                ". Run scripts/install-deps");
    std::ranges::sort(versions);
    return versions;
}

}  // namespace

Result<Toolchain> read_toolchain(const std::filesystem::path& dpkg_status,
                                 const std::filesystem::path& tools) {
    SPOKE_TRY(const auto status, base::read_file(dpkg_status, k_max_status_bytes));
    SPOKE_TRY(auto named, tool_packages(tools));
    std::string text;
    for (const auto& tool : named) text += "python " + tool.name + " " + tool.version + "\n";
    for (const auto& package : installed_packages(status)) {
        text += "debian " + package.name + " " + package.version + " " + package.architecture;
        text += '\n';
        if (std::ranges::find(k_named, package.name) != k_named.end())
            named.push_back({package.name, package.version});
    }
    std::ranges::sort(named);
    return Toolchain{crypto::sha256(text), std::move(named)};
}

}  // namespace spoke::factory
