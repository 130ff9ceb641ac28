#include "archive/path_rules.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "base/encoding.hpp"

namespace spoke::archive {
namespace {

std::unexpected<Error> refuse(std::string_view path, std::string_view why) {
    return fail(ErrorCode::invalid, fmt::format("member '{}' {}", base::printable(path), why));
}

bool has_control_character(std::string_view path) {
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) return true;
    }
    return false;
}

bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Result<void> check_segment(std::string_view path, std::string_view segment) {
    if (segment.empty()) return refuse(path, "has an empty part in its path");
    if (segment == ".") return refuse(path, "has '.' as a part of its path");
    if (segment == "..") return refuse(path, "climbs out of the archive with '..'");
    if (segment.size() > k_max_segment_bytes)
        return refuse(path, fmt::format("has a part of {} bytes; the limit is {}", segment.size(),
                                        k_max_segment_bytes));
    return ok();
}

/// The lower-case letter of a two-byte UTF-8 character, by the simple rules of its alphabet.
std::uint32_t fold_code_point(std::uint32_t point) {
    if (point >= 0xC0 && point <= 0xDE && point != 0xD7) return point + 0x20;
    if (point == 0x130 || point == 0x131 || point == 0x138 || point == 0x149) return point;
    if (point == 0x178) return 0xFF;
    if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17E))
        return point % 2 == 1 ? point + 1 : point;
    if (point >= 0x100 && point <= 0x177) return point | 1U;
    if (point >= 0x391 && point <= 0x3A9 && point != 0x3A2) return point + 0x20;
    if (point >= 0x400 && point <= 0x40F) return point + 0x50;
    if (point >= 0x410 && point <= 0x42F) return point + 0x20;
    return point;
}

}  // namespace

Result<void> check_member_path(std::string_view path) {
    if (path.empty()) return fail(ErrorCode::invalid, "a member has an empty name");
    if (path.size() > k_max_path_bytes)
        return refuse(path.substr(0, 80), fmt::format("… has a path of {} bytes; the limit is {}",
                                                      path.size(), k_max_path_bytes));
    if (has_control_character(path)) return refuse(path, "has a control character in its name");
    if (!base::is_valid_utf8(path)) return refuse(path, "has a name that is not UTF-8");
    if (path.find('\\') != std::string_view::npos)
        return refuse(path, "has a backslash in its name");
    if (path.front() == '/') return refuse(path, "has an absolute path");
    if (path.size() >= 2 && path[1] == ':' && is_ascii_letter(path[0]))
        return refuse(path, "has an absolute path with a drive letter");
    std::size_t depth = 0;
    for (std::size_t start = 0; start <= path.size(); ++depth) {
        const auto end = std::min(path.find('/', start), path.size());
        SPOKE_TRY(check_segment(path, path.substr(start, end - start)));
        start = end + 1;
    }
    if (depth > k_max_path_depth)
        return refuse(path,
                      fmt::format("is {} folders deep; the limit is {}", depth, k_max_path_depth));
    return ok();
}

std::string fold_case(std::string_view path) {
    std::string folded;
    folded.reserve(path.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto byte = static_cast<unsigned char>(path[i]);
        if (byte < 0x80) {
            folded += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 0x20 : byte);
        } else if (byte >= 0xC2 && byte <= 0xDF && i + 1 < path.size()) {
            const auto next = static_cast<unsigned char>(path[++i]);
            const auto point = fold_code_point(((byte & 0x1FU) << 6U) | (next & 0x3FU));
            folded += static_cast<char>(0xC0U | (point >> 6U));
            folded += static_cast<char>(0x80U | (point & 0x3FU));
        } else {
            folded += path[i];
        }
    }
    return folded;
}

Result<void> NameSet::add(std::string_view path, NameKind kind) {
    SPOKE_TRY(add_parents(path));
    SPOKE_TRY(auto* seen, place_of(path, kind));
    if (seen->kind != kind) return refuse(path, "is both a file and a folder of other members");
    if (seen->listed) return refuse(path, "stands in the archive twice");
    seen->listed = true;
    return ok();
}

Result<void> NameSet::add_parents(std::string_view path) {
    // From the deepest up: a folder that is there already has brought its own parents.
    for (auto slash = path.rfind('/'); slash != std::string_view::npos;
         slash = path.rfind('/', slash - 1)) {
        const auto before = seen_.size();
        SPOKE_TRY(const auto* seen, place_of(path.substr(0, slash), NameKind::folder));
        if (seen->kind != NameKind::folder)
            return refuse(path.substr(0, slash),
                          "is a file or a link, and other members stand below it");
        if (seen_.size() == before) break;
    }
    return ok();
}

Result<NameSet::Seen*> NameSet::place_of(std::string_view path, NameKind kind) {
    const auto [place, added] = seen_.try_emplace(fold_case(path), std::string(path), kind, false);
    Seen& seen = place->second;
    if (!added && seen.written != path)
        return refuse(path,
                      fmt::format("differs from '{}' by case only", base::printable(seen.written)));
    if (added) bytes_ += path.size();
    if (bytes_ > k_max_names_bytes)
        return fail(ErrorCode::too_large,
                    fmt::format("the names of the archive's members and folders are more than {} "
                                "bytes together",
                                k_max_names_bytes));
    return &seen;
}

}  // namespace spoke::archive
