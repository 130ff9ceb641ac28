#include "factory/check/wheel_content.hpp"

#include <algorithm>
#include <utility>

#include "archive/wheel_reader.hpp"

namespace spoke::factory {

const archive::Member* WheelContent::find(std::string_view path) const {
    const auto place = std::ranges::lower_bound(members, path, {}, &archive::Member::path);
    return place != members.end() && place->path == path ? &*place : nullptr;
}

const archive::Member* WheelContent::find_in_dist_info(std::string_view file) const {
    return find(dist_info + "/" + std::string(file));
}

Result<WheelContent> take_wheel_apart(std::string_view file_name, std::string bytes,
                                      const archive::Limits& limits) {
    SPOKE_TRY(auto name, python::WheelName::parse(file_name, python::Strictness::tolerant));
    const auto sha256 = crypto::sha256(bytes);
    const auto size = bytes.size();
    SPOKE_TRY(auto reader, archive::WheelReader::open_bytes(std::move(bytes), limits));
    SPOKE_TRY(auto members, reader.read_members());
    SPOKE_TRY(const auto metadata_bytes, reader.metadata());
    SPOKE_TRY(auto metadata, python::parse_core_metadata(metadata_bytes));
    SPOKE_TRY(const auto wheel_bytes, reader.wheel());
    SPOKE_TRY(auto wheel, python::WheelFile::parse(wheel_bytes));
    std::ranges::sort(members, {}, &archive::Member::path);
    return WheelContent{std::move(name),
                        sha256,
                        size,
                        reader.dist_info(),
                        std::move(members),
                        std::move(metadata.metadata),
                        std::move(wheel)};
}

}  // namespace spoke::factory
