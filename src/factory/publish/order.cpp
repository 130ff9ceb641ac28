#include "factory/publish/order.hpp"

#include "base/encoding.hpp"
#include "provenance/vocabulary.hpp"

namespace spoke::factory {
namespace {

std::string version_of(const Toolchain& toolchain, std::string_view name) {
    for (const auto& tool : toolchain.named)
        if (tool.name == name) return tool.version;
    return {};
}

}  // namespace

provenance::BaseFile base_file_of(const Source& source) {
    const auto& row = source.base_file();
    return {row.file_name, *row.blob, row.upload_time};
}

provenance::BuildOrder make_order(const catalog::Build& build, const Source& source,
                                  const Plan& plan, const Toolchain& toolchain) {
    provenance::BuildOrder order;
    order.project = build.project.normalized();
    order.version = build.version;
    order.base_version = build.version;
    order.source.kind = provenance::SourceKind::sdist;
    order.source.uri = provenance::package_url(order.project, order.version) +
                       "?file_name=" + base::percent_encode_segment(source.sdist.file_name);
    order.source.sha256 = *source.sdist.blob;
    for (const auto& wheel : plan.wheels)
        order.requirements.push_back({wheel.project.normalized(), wheel.version.text(),
                                      wheel.file_name, wheel.sha256, "rebuilt"});
    order.toolchain = toolchain.digest;
    for (const auto& tool : toolchain.named) order.tools.push_back({tool.name, tool.version});
    order.target_python = "3.11";
    order.target_platform = "linux_x86_64";
    order.sandbox = "bubblewrap";
    order.sandbox_version = version_of(toolchain, "bubblewrap");
    order.epoch = source.epoch;
    order.strategy = plan.rung.name;
    return order;
}

}  // namespace spoke::factory
