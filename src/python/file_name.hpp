#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "python/project_name.hpp"
#include "python/sdist_name.hpp"
#include "python/wheel_name.hpp"

namespace spoke::python {

enum class FileKind { wheel, sdist, other };

std::string_view to_string(FileKind kind);

/// What a file name on a project's page says. Never an error: eggs, installers and misnamed files
/// are `other`, with the reason why they are neither a wheel nor an sdist.
struct FileName {
    std::string text;
    FileKind kind = FileKind::other;
    std::optional<WheelName> wheel;
    std::optional<SdistName> sdist;
    std::string reason;  ///< of `other`

    const ProjectName* project() const;
    const Version* version() const;
};

/// `expected` is the project on whose page the file stands; a file of another project is `other`.
FileName parse_file_name(std::string_view text,
                         const std::optional<ProjectName>& expected = std::nullopt);

/// A name that can be one segment of a path everywhere: 1 to 255 bytes of UTF-8 without control
/// characters, `/`, `\`, and neither `.` nor `..`. Each file name from outside goes through it.
Result<void> check_safe_file_name(std::string_view text);

}  // namespace spoke::python
