#include "factory/normalise/normalise.hpp"

#include <fmt/format.h>

#include <utility>

#include "archive/canonical_wheel.hpp"
#include "archive/wheel_reader.hpp"
#include "base/encoding.hpp"

namespace spoke::factory {
namespace {

Result<void> refuse_reserved(const std::vector<archive::ZipEntry>& entries,
                             std::string_view dist_info) {
    for (const auto& entry : entries)
        if (archive::is_reserved_member(entry.name, dist_info))
            return fail(ErrorCode::invalid,
                        fmt::format("the build made the member '{}', a name that is reserved for "
                                    "Spokeshave's own statements",
                                    base::printable(entry.name)));
    return ok();
}

python::WheelName final_name(const python::WheelName& built, const NormaliseOptions& options) {
    return python::WheelName::make(
        built.project(), built.version(), options.build, built.python_tags(), built.abi_tags(),
        options.platform_tags.empty() ? built.platform_tags() : options.platform_tags);
}

std::vector<std::string> tag_lines(const python::WheelName& name) {
    std::vector<std::string> lines;
    for (const auto& tag : name.tags()) lines.push_back(tag.text());
    return lines;
}

}  // namespace

Result<NormalisedWheel> normalise_wheel(std::string_view file_name, std::string bytes,
                                        const NormaliseOptions& options,
                                        const archive::Limits& limits) {
    SPOKE_TRY(const auto built, python::WheelName::parse(file_name, python::Strictness::tolerant));
    SPOKE_TRY(auto reader, archive::WheelReader::open_bytes(std::move(bytes), limits));
    const auto dist_info = reader.dist_info();
    SPOKE_TRY(refuse_reserved(reader.entries(), dist_info));
    SPOKE_TRY(auto members, reader.read_members());
    auto name = final_name(built, options);
    const archive::WheelChanges changes{.tags = tag_lines(name), .build = options.build.text()};
    SPOKE_TRY(members, archive::make_canonical_members(std::move(members), dist_info, changes));
    auto files = archive::payload_files(members, dist_info);
    const auto payload = crypto::payload_digest(files, dist_info);
    return NormalisedWheel{std::move(name), dist_info, std::move(members), std::move(files),
                           payload};
}

Result<std::string> seal_wheel(const NormalisedWheel& wheel, std::string sbom, std::string manifest,
                               base::Moment epoch) {
    auto members = wheel.members;
    const auto inside = [&](std::string_view name) {
        return fmt::format("{}/{}", wheel.dist_info, name);
    };
    members.push_back({inside(archive::k_sbom_name), std::move(sbom), archive::Executable::no});
    members.push_back(
        {inside(archive::k_manifest_name), std::move(manifest), archive::Executable::no});
    return archive::write_canonical_wheel(std::move(members), wheel.dist_info, epoch);
}

}  // namespace spoke::factory
