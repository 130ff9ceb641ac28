#include "simple/parse_json.hpp"
#include "simple/render_html.hpp"
#include "simple/render_json.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// Whatever an index answers, what was read of it can be written, and reads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto project = *python::ProjectName::parse("flask");
    constexpr std::string_view k_url = "https://index.example/simple/flask/";
    if (auto report = simple::parse_json_page(body, project, k_url)) {
        simple::sort_files(report->page);
        const auto again =
            simple::parse_json_page(simple::render_json(report->page), project, k_url);
        SPOKE_ASSERT(again && again->page.files.size() == report->page.files.size());
        static_cast<void>(simple::render_html(report->page));
    }
    static_cast<void>(simple::parse_json_list(body));
    return 0;
}
