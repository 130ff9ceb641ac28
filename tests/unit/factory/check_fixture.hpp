#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "archive/canonical_wheel.hpp"
#include "archive/zip_writer.hpp"
#include "factory/check/checks.hpp"
#include "factory/check/compare.hpp"
#include "factory/check/single_checks.hpp"
#include "factory/check/wheel_content.hpp"
#include "unit/factory/raw_elf.hpp"

namespace spoke::factory::test {

/// A small wheel whose every part can be changed before it is made.
struct Sample {
    std::string file_name = "pkg-1.0-1-py3-none-any.whl";
    std::string dist_info = "pkg-1.0.dist-info";
    std::string metadata =
        "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\nRequires-Python: >=3.8\nRequires-Dist: "
        "a>=1\n"
        "Requires-Dist: b ; extra == 'x'\nProvides-Extra: x\n\nReadme\n";
    std::string wheel =
        "Wheel-Version: 1.0\nGenerator: flit 3.12.0\nRoot-Is-Purelib: true\nTag: "
        "py3-none-any\nBuild: 1\n";
    std::vector<archive::Member> members{{"pkg/__init__.py", "x = 1\n"},
                                         {"pkg/data.txt", "data\n"}};
    std::string record;  ///< in place of the right one

    Sample& add(std::string path, std::string bytes) {
        members.push_back({std::move(path), std::move(bytes)});
        return *this;
    }
    Sample& add_info(std::string_view name, std::string bytes) {
        return add(dist_info + "/" + std::string(name), std::move(bytes));
    }
    Sample& remove(std::string_view path) {
        std::erase_if(members, [&](const auto& member) { return member.path == path; });
        return *this;
    }
    /// For Linux on x86_64, with an ELF member.
    Sample& make_native(const std::string& bytes) {
        file_name = "pkg-1.0-1-cp311-cp311-manylinux_2_17_x86_64.whl";
        wheel =
            "Wheel-Version: 1.0\nGenerator: setuptools (80.9.0)\nRoot-Is-Purelib: false\n"
            "Tag: cp311-cp311-manylinux_2_17_x86_64\nBuild: 1\n";
        return add("pkg/_fast.cpython-311-x86_64-linux-gnu.so", bytes);
    }
    /// As upstream's own: without a build tag.
    Sample& without_build() {
        const auto place = file_name.find("-1.0-1-");
        if (place != std::string::npos) file_name.replace(place, 7, "-1.0-");
        const auto line = wheel.find("Build: 1\n");
        if (line != std::string::npos) wheel.erase(line, 9);
        return *this;
    }

    std::string bytes() const {
        auto all = members;
        all.push_back({dist_info + "/METADATA", metadata});
        all.push_back({dist_info + "/WHEEL", wheel});
        if (record.empty()) return archive::write_canonical_wheel(all, dist_info, {}).value();
        all.push_back({dist_info + "/RECORD", record});
        return archive::write_canonical_zip(all, {}).value();
    }
    WheelContent content() const {
        auto content = take_wheel_apart(file_name, bytes(), {});
        EXPECT_TRUE(content) << (content ? "" : content.error().describe());
        return std::move(content).value();
    }
};

inline Sample upstream_sample() {
    Sample sample;
    sample.without_build();
    return sample;
}

/// Ours, upstream's and the source, for as long as a test looks at them.
struct Case {
    WheelContent ours;
    std::optional<WheelContent> upstream;
    SourceFacts source;
    std::vector<Explanation> explanations;

    explicit Case(const Sample& sample) : ours(sample.content()) {}
    Case(const Sample& sample, const Sample& other)
        : ours(sample.content()), upstream(other.content()) {}

    /// A file that the source brings.
    Case& with_source(std::string path, std::string_view bytes) {
        source.files.emplace(crypto::sha256(bytes), std::move(path));
        return *this;
    }
    CheckInput input() const {
        return CheckInput{.project = python::ProjectName::parse("pkg").value(),
                          .version = python::Version::parse("1.0").value(),
                          .wheel = ours,
                          .upstream = upstream ? &*upstream : nullptr,
                          .source = &source,
                          .explanations = explanations};
    }
    Comparison comparison() const {
        return upstream ? compare_wheels(ours, *upstream, explanations, &source) : Comparison{};
    }
};

/// The check has the status, and its detail the text.
inline void expect(const Check& check, CheckStatus status, std::string_view text = {}) {
    EXPECT_EQ(check.status, status) << check.id << ": " << check.detail;
    EXPECT_NE(check.detail.find(text), std::string::npos)
        << check.id << ": " << check.detail << " lacks " << text;
    if (check.status == CheckStatus::fail) EXPECT_FALSE(check.failure_class.empty());
}

}  // namespace spoke::factory::test
