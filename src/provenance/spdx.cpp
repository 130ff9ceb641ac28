#include "provenance/spdx.hpp"

#include <algorithm>
#include <tuple>

#include "crypto/name_uuid.hpp"
#include "provenance/json_fields.hpp"

namespace spoke::provenance {
namespace {

constexpr std::string_view k_no_assertion = "NOASSERTION";

std::string or_no_assertion(const std::string& text) {
    return text.empty() ? std::string(k_no_assertion) : text;
}

Json purl_reference(const std::string& purl) {
    return Json::array({{{"referenceCategory", "PACKAGE-MANAGER"},
                         {"referenceType", "purl"},
                         {"referenceLocator", purl}}});
}

Json checksum_list(const crypto::Sha256Digest& digest) {
    return Json::array({{{"algorithm", "SHA256"}, {"checksumValue", digest.hex()}}});
}

/// Collects packages and what they are to each other, in one fixed order.
class Document {
public:
    void add_package(const std::string& id, const std::string& name, Json members) {
        members["SPDXID"] = id;
        members["name"] = name;
        members["filesAnalyzed"] = false;
        members["copyrightText"] = k_no_assertion;
        members["licenseConcluded"] = k_no_assertion;
        for (const auto* key : {"downloadLocation", "licenseDeclared"})
            if (!members.contains(key)) members[key] = k_no_assertion;
        packages_.push_back(std::move(members));
    }

    void add_file(const std::string& id, const std::string& name,
                  const crypto::Sha256Digest& digest) {
        files_.push_back({{"SPDXID", id},
                          {"fileName", "./" + name},
                          {"fileTypes", {"SOURCE"}},
                          {"checksums", checksum_list(digest)},
                          {"copyrightText", k_no_assertion},
                          {"licenseConcluded", k_no_assertion}});
    }

    void relate(const std::string& from, std::string_view how, const std::string& to) {
        relationships_.push_back(
            {{"spdxElementId", from}, {"relationshipType", how}, {"relatedSpdxElement", to}});
    }

    Json finish(const SbomFacts& facts) && {
        const auto space = crypto::name_uuid(crypto::k_uuid_namespace_url,
                                             "urn:spokeshave:payload:" + facts.payload.hex());
        Json document{{"spdxVersion", "SPDX-2.3"},
                      {"dataLicense", "CC0-1.0"},
                      {"SPDXID", "SPDXRef-DOCUMENT"},
                      {"name", facts.project + "-" + facts.version},
                      {"documentNamespace", "urn:uuid:" + space},
                      {"creationInfo",
                       {{"created", base::format_rfc3339(
                                        std::chrono::floor<std::chrono::seconds>(facts.created))},
                        {"creators",
                         {"Tool: spokeshave-" SPOKE_VERSION, "Organization: " + facts.supplier}}}},
                      {"packages", std::move(packages_)},
                      {"relationships", std::move(relationships_)}};
        if (!files_.empty()) document["files"] = std::move(files_);
        return document;
    }

private:
    Json packages_ = Json::array();
    Json files_ = Json::array();
    Json relationships_ = Json::array();
};

constexpr const char* k_document = "SPDXRef-DOCUMENT";
constexpr const char* k_wheel = "SPDXRef-wheel";
constexpr const char* k_source = "SPDXRef-source";

std::string numbered(std::string_view prefix, std::size_t index) {
    return std::string(prefix) + std::to_string(index + 1);
}

void add_wheel(Document& document, const SbomFacts& facts) {
    document.add_package(
        k_wheel, facts.project,
        {{"versionInfo", facts.version},
         {"supplier", "Organization: " + facts.supplier},
         {"primaryPackagePurpose", "LIBRARY"},
         {"licenseDeclared", or_no_assertion(facts.license)},
         {"externalRefs", purl_reference(package_url(facts.project, facts.version))}});
    document.relate(k_document, "DESCRIBES", k_wheel);
}

void add_source(Document& document, const SbomFacts& facts) {
    const auto& source = facts.source;
    Json members{{"versionInfo", facts.source_version},
                 {"checksums", checksum_list(source.sha256)},
                 {"primaryPackagePurpose", "SOURCE"}};
    if (source.uri.starts_with("pkg:"))
        members["externalRefs"] = purl_reference(source.uri);
    else
        members["downloadLocation"] = source.uri;
    if (!source.commit.empty()) members["sourceInfo"] = "git commit " + source.commit;
    document.add_package(k_source, facts.project, std::move(members));
    document.relate(k_wheel, "GENERATED_FROM", k_source);
}

void add_base(Document& document, const SbomFacts& facts) {
    if (!facts.base) return;
    document.add_package(
        "SPDXRef-upstream", facts.project,
        {{"versionInfo", facts.source_version},
         {"packageFileName", facts.base->file_name},
         {"checksums", checksum_list(facts.base->sha256)},
         {"externalRefs", purl_reference(package_url(facts.project, facts.source_version,
                                                     facts.base->file_name))}});
    document.relate(k_wheel, "VARIANT_OF", "SPDXRef-upstream");
}

void add_build_tools(Document& document, const SbomFacts& facts) {
    auto needs = facts.build_requirements;
    std::ranges::sort(needs, {}, [](const BuildRequirement& need) {
        return std::tie(need.project, need.version, need.file_name, need.sha256);
    });
    for (std::size_t i = 0; i < needs.size(); ++i) {
        const auto& need = needs[i];
        const auto id = numbered("SPDXRef-build-", i);
        document.add_package(
            id, need.project,
            {{"versionInfo", need.version},
             {"packageFileName", need.file_name},
             {"checksums", checksum_list(need.sha256)},
             {"comment", "origin: " + need.origin},
             {"externalRefs", purl_reference(package_url(need.project, need.version))}});
        document.relate(id, "BUILD_TOOL_OF", k_wheel);
    }
    auto tools = facts.tools;
    std::ranges::sort(tools, {},
                      [](const ToolRelease& tool) { return std::tie(tool.name, tool.version); });
    for (std::size_t i = 0; i < tools.size(); ++i) {
        const auto id = numbered("SPDXRef-tool-", i);
        document.add_package(id, tools[i].name, {{"versionInfo", tools[i].version}});
        document.relate(id, "BUILD_TOOL_OF", k_wheel);
    }
}

std::string_view relation_of(Linkage linkage) {
    switch (linkage) {
        case Linkage::dynamic_link:
            return "DYNAMIC_LINK";
        case Linkage::static_link:
            return "STATIC_LINK";
        case Linkage::contained:
            return "CONTAINS";
    }
    return "CONTAINS";
}

void add_libraries(Document& document, const SbomFacts& facts) {
    auto libraries = facts.libraries;
    std::ranges::sort(libraries, {}, [](const BundledLibrary& library) {
        return std::tie(library.name, library.version, library.path, library.purl);
    });
    for (std::size_t i = 0; i < libraries.size(); ++i) {
        const auto& library = libraries[i];
        const auto id = numbered("SPDXRef-library-", i);
        Json members{{"licenseDeclared", or_no_assertion(library.license)}};
        if (!library.version.empty()) members["versionInfo"] = library.version;
        if (!library.purl.empty()) members["externalRefs"] = purl_reference(library.purl);
        if (!library.path.empty()) members["packageFileName"] = library.path;
        if (library.sha256) members["checksums"] = checksum_list(*library.sha256);
        document.add_package(id, library.name, std::move(members));
        document.relate(k_wheel, relation_of(library.linkage), id);
        if (library.linkage != Linkage::contained && !library.path.empty())
            document.relate(k_wheel, "CONTAINS", id);
    }
}

void add_patches(Document& document, const SbomFacts& facts) {
    auto patches = facts.patches;
    std::ranges::sort(patches, {},
                      [](const NamedFile& patch) { return std::tie(patch.name, patch.sha256); });
    for (std::size_t i = 0; i < patches.size(); ++i) {
        const auto id = numbered("SPDXRef-patch-", i);
        document.add_file(id, patches[i].name, patches[i].sha256);
        document.relate(id, "PATCH_APPLIED", k_source);
    }
}

}  // namespace

std::string render_spdx(const SbomFacts& facts) {
    Document document;
    add_wheel(document, facts);
    add_source(document, facts);
    add_base(document, facts);
    add_build_tools(document, facts);
    add_libraries(document, facts);
    add_patches(document, facts);
    return std::move(document).finish(facts).dump(2, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

}  // namespace spoke::provenance
