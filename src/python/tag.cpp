#include "python/tag.hpp"

#include <algorithm>

#include "python/text.hpp"

namespace spoke::python {

std::vector<Tag> expand_tags(const std::vector<std::string>& interpreters,
                             const std::vector<std::string>& abis,
                             const std::vector<std::string>& platforms) {
    std::vector<Tag> tags;
    tags.reserve(interpreters.size() * abis.size() * platforms.size());
    for (const auto& interpreter : interpreters)
        for (const auto& abi : abis)
            for (const auto& platform : platforms)
                tags.push_back({to_lower(interpreter), to_lower(abi), to_lower(platform)});
    std::ranges::sort(tags);
    const auto repeated = std::ranges::unique(tags);
    tags.erase(repeated.begin(), repeated.end());
    return tags;
}

}  // namespace spoke::python
