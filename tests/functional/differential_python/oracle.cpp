// Reads questions about names, versions and the like from standard input, one JSON object a line,
// and writes one JSON answer a line: null for what is invalid. See differential_python_test.py.
#include "oracle.hpp"

#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "python/marker.hpp"
#include "python/project_name.hpp"
#include "python/requirement.hpp"
#include "python/sdist_name.hpp"
#include "python/specifier.hpp"
#include "python/tags.hpp"
#include "python/version.hpp"
#include "python/wheel_name.hpp"

namespace spoke::python::oracle {

namespace {

std::string text_of(const Json& question, const char* key) {
    return question.at(key).get<std::string>();
}

Json json_of(const std::optional<Number>& number) {
    return number ? Json(std::string(number->text())) : Json(nullptr);
}

Json answer_version(const Json& question) {
    const auto version = Version::parse(text_of(question, "text"));
    if (!version) return nullptr;
    Json release = Json::array();
    for (const auto& number : version->release()) release.push_back(std::string(number.text()));
    return {{"text", version->text()},
            {"canonical", version->canonical_text()},
            {"public", version->public_text()},
            {"base", version->base_text()},
            {"local", version->local_text()},
            {"epoch", std::string(version->epoch().text())},
            {"release", release},
            {"post", json_of(version->post())},
            {"dev", json_of(version->dev())},
            {"prerelease", version->is_prerelease()}};
}

Json answer_order(const Json& question) {
    const auto left = Version::parse(text_of(question, "left"));
    const auto right = Version::parse(text_of(question, "right"));
    if (!left || !right) return nullptr;
    const auto order = *left <=> *right;
    if ((order == 0) != (*left == *right)) return "equality and order disagree";
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

Json answer_specifier(const Json& question) {
    const auto set = SpecifierSet::parse(text_of(question, "text"));
    if (!set) return nullptr;
    Json contains = Json::array();
    std::vector<Version> versions;
    for (const auto& item : question.at("versions")) {
        const auto text = item.get<std::string>();
        Json answers = {set->contains_text(text), set->contains_text(text, Prereleases::allow),
                        set->contains_text(text, Prereleases::refuse)};
        if (const auto version = Version::parse(text)) {
            versions.push_back(*version);
            answers.push_back(set->contains(*version));
            answers.push_back(set->contains(*version, Prereleases::allow));
            answers.push_back(set->contains(*version, Prereleases::refuse));
        }
        contains.push_back(std::move(answers));
    }
    Json filtered = Json::array();
    for (const auto mode : {Prereleases::automatic, Prereleases::allow, Prereleases::refuse}) {
        Json texts = Json::array();
        for (const auto& version : set->filter(versions, mode)) texts.push_back(version.text());
        filtered.push_back(std::move(texts));
    }
    return {{"text", set->text()}, {"contains", contains}, {"filtered", filtered}};
}

Json answer_requirement(const Json& question) {
    const auto requirement = Requirement::parse(text_of(question, "text"));
    if (!requirement) return nullptr;
    return {{"name", requirement->name.written()},
            {"extras", requirement->extras},
            {"specifiers", requirement->specifiers.text()},
            {"url", requirement->url ? Json(*requirement->url) : Json(nullptr)},
            {"marker", requirement->marker ? Json(requirement->marker->text()) : Json(nullptr)},
            {"text", requirement->text()}};
}

Json answer_equality(const Json& question) {
    const auto left = Requirement::parse(text_of(question, "left"));
    const auto right = Requirement::parse(text_of(question, "right"));
    if (!left || !right) return nullptr;
    return left->canonical_text() == right->canonical_text();
}

MarkerEnvironment environment_of(const Json& json) {
    MarkerEnvironment environment;
    environment.implementation_name = text_of(json, "implementation_name");
    environment.implementation_version = text_of(json, "implementation_version");
    environment.os_name = text_of(json, "os_name");
    environment.platform_machine = text_of(json, "platform_machine");
    environment.platform_python_implementation = text_of(json, "platform_python_implementation");
    environment.platform_release = text_of(json, "platform_release");
    environment.platform_system = text_of(json, "platform_system");
    environment.platform_version = text_of(json, "platform_version");
    environment.python_full_version = text_of(json, "python_full_version");
    environment.python_version = text_of(json, "python_version");
    environment.sys_platform = text_of(json, "sys_platform");
    environment.extra = text_of(json, "extra");
    return environment;
}

Json answer_marker(const Json& question) {
    const auto marker = Marker::parse(text_of(question, "text"));
    if (!marker) return nullptr;
    const auto value = marker->evaluate(environment_of(question.at("environment")));
    return {{"text", marker->text()}, {"value", value ? Json(*value) : Json("undefined")}};
}

Json answer_name(const Json& question) {
    const auto name = ProjectName::parse(text_of(question, "text"));
    return name ? Json(name->normalized()) : Json(nullptr);
}

Json tag_texts(const std::vector<Tag>& tags) {
    Json texts = Json::array();
    for (const auto& tag : tags) texts.push_back(tag.text());
    return texts;
}

Json answer_wheel(const Json& question) {
    const auto wheel = WheelName::parse(text_of(question, "text"), Strictness::tolerant);
    if (!wheel) return nullptr;
    Json build = Json::array();
    if (wheel->build()) {
        build.push_back(std::string(wheel->build()->number.text()));
        build.push_back(wheel->build()->rest);
    }
    return {{"name", wheel->project().normalized()},
            {"version", wheel->version().text()},
            {"build", build},
            {"tags", tag_texts(wheel->tags())}};
}

Json answer_sdist(const Json& question) {
    const auto sdist = SdistName::parse(text_of(question, "text"));
    if (!sdist) return nullptr;
    return {{"name", sdist->project().normalized()}, {"version", sdist->version().text()}};
}

Json answer_tags(const Json& question) {
    Target target;
    target.python_minor = question.at("minor").get<unsigned>();
    target.machine = text_of(question, "machine");
    target.glibc = {question.at("glibc").at(0).get<unsigned>(),
                    question.at("glibc").at(1).get<unsigned>()};
    return tag_texts(supported_tags(target));
}

const std::map<std::string, std::function<Json(const Json&)>> k_kinds{
    {"version", answer_version},
    {"order", answer_order},
    {"specifier", answer_specifier},
    {"requirement", answer_requirement},
    {"equality", answer_equality},
    {"marker", answer_marker},
    {"name", answer_name},
    {"wheel", answer_wheel},
    {"sdist", answer_sdist},
    {"tags", answer_tags},
    {"metadata", answer_metadata},
    {"record", answer_record},
    {"entry_points", answer_entry_points},
};

}  // namespace

}  // namespace spoke::python::oracle

int main() {
    using namespace spoke::python::oracle;
    std::string line;
    while (std::getline(std::cin, line)) {
        const Json question = Json::parse(line);
        std::cout << k_kinds.at(question.at("kind").get<std::string>())(question).dump() << '\n';
    }
    return 0;
}
