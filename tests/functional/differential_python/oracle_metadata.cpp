#include "base/encoding.hpp"
#include "oracle.hpp"
#include "python/entry_points.hpp"
#include "python/metadata.hpp"
#include "python/record.hpp"

namespace spoke::python::oracle {

namespace {

std::string bytes_of(const Json& question) {
    return *base::from_base64(question.at("base64").get<std::string>());
}

}  // namespace

Json json_of_bytes(const std::string& bytes) {
    if (base::is_valid_utf8(bytes)) return bytes;
    return {{"base64", base::to_base64(bytes)}};
}

Json answer_metadata(const Json& question) {
    const auto report = parse_core_metadata(bytes_of(question));
    if (!report) return nullptr;
    const RawMetadata& raw = report->metadata.raw;
    Json known = Json::object();
    for (const auto& [key, text] : raw.strings) known[key] = text;
    for (const auto& [key, list] : raw.lists) known[key] = list;
    if (!raw.project_urls.empty()) known["project_urls"] = raw.project_urls;
    Json unparsed = Json::object();
    for (const auto& [name, values] : raw.unparsed) {
        Json list = Json::array();
        for (const auto& value : values) list.push_back(json_of_bytes(value));
        unparsed[name] = std::move(list);
    }
    Json wrong = Json::object();
    for (const auto& finding : report->findings) wrong[finding.where] = true;
    Json requirements = Json::array();
    for (const auto& requirement : report->metadata.requires_dist)
        requirements.push_back(requirement.parsed ? Json(requirement.parsed->text())
                                                  : Json(nullptr));
    return {
        {"known", known}, {"unparsed", unparsed}, {"wrong", wrong}, {"requirements", requirements}};
}

Json answer_record(const Json& question) {
    const auto record = Record::parse(bytes_of(question));
    if (!record) return nullptr;
    Json rows = Json::array();
    for (const auto& entry : record->entries())
        rows.push_back({entry.path,
                        entry.algorithm.empty() ? "" : entry.algorithm + "=" + entry.digest,
                        entry.size ? std::to_string(*entry.size) : ""});
    return rows;
}

Json answer_entry_points(const Json& question) {
    const auto points = EntryPoints::parse(bytes_of(question));
    if (!points) return nullptr;
    Json rows = Json::array();
    for (const auto& group : points->groups)
        for (const auto& point : group.entry_points)
            rows.push_back({group.name, point.name, point.value, point.module, point.attribute});
    return rows;
}

}  // namespace spoke::python::oracle
