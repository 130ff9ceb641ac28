#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "python/project_name.hpp"
#include "python/version.hpp"

namespace spoke::python {

enum class SdistFormat { tar_gz, zip };

/// `name-version.tar.gz` (PEP 625), also `.zip` and the looser names of old files.
class SdistName {
public:
    static constexpr std::size_t k_max_bytes = 1024;

    /// Splits at the last hyphen, as `packaging` does; what stands before it must be a project's
    /// name (`packaging` takes any text). With an expected project, a hyphen inside a
    /// post-release (`x-1.0-1.tar.gz`) or a name is found when the name would not match otherwise,
    /// and a name that still differs is `invalid`.
    static Result<SdistName> parse(std::string_view text,
                                   const std::optional<ProjectName>& expected = std::nullopt);
    /// In the form of PEP 625.
    static SdistName make(ProjectName project, Version version);

    const std::string& text() const { return text_; }
    const ProjectName& project() const { return project_; }
    const Version& version() const { return version_; }
    SdistFormat format() const { return format_; }

private:
    SdistName(std::string text, ProjectName project, Version version, SdistFormat format)
        : text_(std::move(text)),
          project_(std::move(project)),
          version_(std::move(version)),
          format_(format) {}
    std::string text_;
    ProjectName project_;
    Version version_;
    SdistFormat format_;
};

}  // namespace spoke::python
