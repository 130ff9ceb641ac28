#pragma once

#include "archive/canonical_sdist.hpp"
#include "archive/canonical_wheel.hpp"
#include "archive/limits.hpp"
#include "archive/tar_stream.hpp"
#include "base/file.hpp"
#include "python/sdist_name.hpp"
#include "python/wheel_name.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

// For test executables that link spoke_archive.
namespace spoke::tests {

inline std::string metadata_of(const std::string& name, const std::string& version,
                               std::string_view requires_python) {
    return "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version +
           "\nRequires-Python: " + std::string(requires_python) + "\n";
}

/// A sound wheel that holds one module; `file_name` says project and version.
inline std::string make_wheel(std::string_view file_name,
                              std::string_view requires_python = ">=3.8",
                              std::string_view module_text = "answer = 42\n") {
    const auto name = *python::WheelName::parse(file_name, python::Strictness::tolerant);
    const auto folder = name.dist_info();
    std::string tags;
    for (const auto& tag : name.tags()) tags += "Tag: " + tag.text() + "\n";
    const auto members = std::vector<archive::Member>{
        {name.project().file_part() + ".py", std::string(module_text)},
        {folder + "/METADATA",
         metadata_of(name.project().normalized(), name.version().text(), requires_python)},
        {folder + "/WHEEL",
         "Wheel-Version: 1.0\nGenerator: sample\nRoot-Is-Purelib: true\n" + tags}};
    const auto epoch = *base::parse_rfc3339("2020-01-01T00:00:00Z");
    auto bytes = archive::write_canonical_wheel(members, folder, epoch);
    EXPECT_TRUE(bytes) << bytes.error().describe();
    return bytes.value_or("");
}

/// A sound sdist with PKG-INFO and one module.
inline std::string make_sdist(std::string_view file_name,
                              std::string_view requires_python = ">=3.8") {
    const auto name = *python::SdistName::parse(file_name);
    const auto top = name.project().file_part() + "-" + name.version().text();
    const auto folder = *base::TemporaryFolder::make("spoke-sdist");
    const auto path = folder.path() / "plain.tar";
    std::string tar;
    const auto members = std::vector<archive::TarMember>{
        {top + "/PKG-INFO",
         metadata_of(name.project().normalized(), name.version().text(), requires_python)},
        {top + "/module.py", "answer = 42\n"}};
    EXPECT_TRUE(archive::write_tar(members, [&](std::string_view bytes) {
        tar += bytes;
        return ok();
    }));
    EXPECT_TRUE(base::write_file_atomically(path, tar));
    const auto file = *base::open_regular_file(path);
    auto bytes = archive::make_canonical_sdist(
        file.get(), name, *base::parse_rfc3339("2020-01-01T00:00:00Z"), archive::Limits{});
    EXPECT_TRUE(bytes) << bytes.error().describe();
    return bytes.value_or("");
}

}  // namespace spoke::tests
