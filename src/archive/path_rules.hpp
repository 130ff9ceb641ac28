#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"

namespace spoke::archive {

inline constexpr std::size_t k_max_path_bytes = 4096;
inline constexpr std::size_t k_max_segment_bytes = 255;  ///< of every file system in use
inline constexpr std::size_t k_max_path_depth = 128;
/// Of all members and the folders above them: each of many members may bring a chain of deep
/// folders of its own.
inline constexpr std::size_t k_max_names_bytes = std::size_t{64} << 20U;

/// The rules for a member's path, whatever the archive: relative, `/` alone as separator, no empty,
/// `.` or `..` segment, no backslash, drive letter, control character or bytes that are not UTF-8.
Result<void> check_member_path(std::string_view path);

/// A path to compare by where case does not count. ASCII, Latin, Greek and Cyrillic letters are
/// folded by the simple rules; full Unicode folding and normalization are not attempted.
std::string fold_case(std::string_view path);

enum class NameKind { leaf, folder };

/// The names of one archive, each of which has passed check_member_path: refuses a name given
/// twice, two that differ by case only, and a leaf that others stand below.
class NameSet {
public:
    Result<void> add(std::string_view path, NameKind kind);

private:
    struct Seen {
        std::string written;
        NameKind kind;
        bool listed;  ///< stands in the archive itself, not only as a parent
    };
    Result<void> add_parents(std::string_view path);
    Result<Seen*> place_of(std::string_view path, NameKind kind);
    std::unordered_map<std::string, Seen> seen_;
    std::size_t bytes_ = 0;
};

}  // namespace spoke::archive
