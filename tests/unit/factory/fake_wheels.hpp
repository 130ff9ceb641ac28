#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "factory/plan/rebuilt_wheels.hpp"
#include "support/test_catalog.hpp"

namespace spoke::factory {

/// Rebuilt wheels by a table.
class FakeWheels final : public RebuiltWheels {
public:
    void add(std::string_view project, std::string_view version,
             const std::vector<std::string>& requires_dist = {}) {
        const auto name = tests::project_name(project);
        const auto file = name.file_part() + "-" + std::string(version) + "-1-py3-none-any.whl";
        RebuiltWheel wheel{
            name, tests::must(python::Version::parse(version)), file, crypto::sha256(file), {}};
        for (const auto& text : requires_dist)
            wheel.requires_dist.push_back(tests::must(python::Requirement::parse(text)));
        auto& all = wheels_[name.normalized()];
        all.push_back(std::move(wheel));
        std::ranges::sort(all, std::greater{}, &RebuiltWheel::version);
    }

    Result<std::vector<RebuiltWheel>> list_wheels(const python::ProjectName& project) override {
        return wheels_[project.normalized()];
    }

private:
    std::map<std::string, std::vector<RebuiltWheel>> wheels_;
};

inline std::vector<python::Requirement> requirements(const std::vector<std::string>& texts) {
    std::vector<python::Requirement> parsed;
    for (const auto& text : texts) parsed.push_back(tests::must(python::Requirement::parse(text)));
    return parsed;
}

}  // namespace spoke::factory
