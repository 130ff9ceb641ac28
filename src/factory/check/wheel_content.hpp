#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/limits.hpp"
#include "archive/member.hpp"
#include "base/result.hpp"
#include "crypto/digest.hpp"
#include "python/metadata.hpp"
#include "python/wheel_file.hpp"
#include "python/wheel_name.hpp"

namespace spoke::factory {

/// A wheel taken apart in memory: what checks and comparisons work on.
struct WheelContent {
    python::WheelName name;
    crypto::Sha256Digest sha256;           ///< of the file
    std::uint64_t size = 0;                ///< of the file
    std::string dist_info;                 ///< the folder inside, as written
    std::vector<archive::Member> members;  ///< all files, sorted by path
    python::CoreMetadata metadata;
    python::WheelFile wheel;

    const archive::Member* find(std::string_view path) const;
    const archive::Member* find_in_dist_info(std::string_view name) const;
};

/// Reads `bytes` under the rules of archive::WheelReader; the file name is read tolerantly. Whether
/// name, dist-info and METADATA agree is check W01's to say.
Result<WheelContent> take_wheel_apart(std::string_view file_name, std::string bytes,
                                      const archive::Limits& limits);

}  // namespace spoke::factory
