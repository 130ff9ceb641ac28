#include "simple/parse_html.hpp"
#include "simple/render_json.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto project = *python::ProjectName::parse("flask");
    constexpr std::string_view k_url = "https://index.example/simple/flask/";
    if (auto report = simple::parse_html_page(body, project, k_url)) {
        simple::sort_files(report->page);
        static_cast<void>(simple::render_json(report->page));
    }
    static_cast<void>(simple::parse_html_list(body, k_url));
    return 0;
}
