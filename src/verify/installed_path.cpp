#include "verify/installed_path.hpp"

namespace spoke::verify {

std::optional<InstalledPath> installed_path(const Environment& environment, std::string_view site,
                                            std::string_view dist_info, std::string_view project,
                                            std::string_view member) {
    constexpr std::string_view k_dist_info = ".dist-info";
    const std::string data =
        std::string(dist_info.substr(0, dist_info.size() - k_dist_info.size())) + ".data/";
    if (!member.starts_with(data)) return InstalledPath{join_path(site, member)};
    const auto rest = member.substr(data.size());
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto scheme = rest.substr(0, slash);
    const auto below = rest.substr(slash + 1);
    if (scheme == "purelib" || scheme == "platlib") return InstalledPath{join_path(site, below)};
    // `--target` has its scripts in bin, too.
    if (scheme == "scripts") return InstalledPath{"bin/" + std::string(below), Placement::script};
    if (scheme == "headers" && !environment.is_venv())
        return InstalledPath{join_path("include/python", project) + "/" + std::string(below)};
    if (scheme == "data") return InstalledPath{std::string(below)};
    if (scheme == "headers")
        return InstalledPath{"include/site/python" + environment.python + "/" +
                             std::string(project) + "/" + std::string(below)};
    return std::nullopt;
}

Result<std::string> recorded_path(const Environment& environment, std::string_view site,
                                  std::string_view written) {
    constexpr std::string_view k_moved = "../../bin/";
    if (written.starts_with('/')) return fail(ErrorCode::invalid, "an absolute path");
    if (!environment.is_venv() && written.starts_with(k_moved))
        return base::normal_path(join_path("bin", written.substr(k_moved.size())));
    return base::normal_path(join_path(site, written));
}

}  // namespace spoke::verify
