#include "archive/link_rules.hpp"

#include <fmt/format.h>

#include <deque>
#include <vector>

#include "base/encoding.hpp"

namespace spoke::archive {
namespace {

constexpr int k_max_links = 40;  // what Linux follows
constexpr std::size_t k_max_target_bytes = 4096;

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    for (std::size_t start = 0; start <= path.size();) {
        const auto end = std::min(path.find('/', start), path.size());
        if (end > start) parts.emplace_back(path.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

std::string join(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, "/"));
}

bool is_plain(std::string_view target) {
    if (target.empty() || target.size() > k_max_target_bytes || target.front() == '/') return false;
    if (target.find('\\') != std::string_view::npos || !base::is_valid_utf8(target)) return false;
    for (const char c : target)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    return true;
}

}  // namespace

Result<void> check_link(std::string_view path, const LinkMap& links, std::string_view top) {
    const auto& written = links.find(path)->second;
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::invalid,
                    fmt::format("member '{}' is a link to '{}', {}", base::printable(path),
                                base::printable(written), why));
    };
    std::vector<std::string> place;
    const auto start = split(path);
    std::deque<std::string> rest(start.begin(), start.end());
    int followed = 0;
    while (!rest.empty()) {
        const auto part = std::move(rest.front());
        rest.pop_front();
        if (part == ".") continue;
        if (part == "..") {
            if (place.size() <= 1) return refuse("which leaves the tree");
            place.pop_back();
            continue;
        }
        place.push_back(part);
        if (place.front() != top) return refuse("which leaves the tree");
        const auto link = links.find(join(place));
        if (link == links.end()) continue;
        if (!is_plain(link->second)) return refuse("which is no plain relative path");
        if (++followed > k_max_links) return refuse("which leads in a circle");
        place.pop_back();
        const auto target = split(link->second);
        rest.insert(rest.begin(), target.begin(), target.end());
    }
    return ok();
}

}  // namespace spoke::archive
