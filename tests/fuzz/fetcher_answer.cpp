#include "base/json.hpp"
#include "upstream/wire.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

// A fetcher that was taken over by what it reads answers what it likes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto json = base::parse_json(text);
    if (!json || !json->is_object()) return 0;
    const auto project = *python::ProjectName::parse("flask");
    const auto read = upstream::project_from_json(*json, project);
    if (!read) return 0;
    const auto again = upstream::project_from_json(upstream::project_to_json(*read), project);
    SPOKE_ASSERT(again && again->files == read->files);
    return 0;
}
