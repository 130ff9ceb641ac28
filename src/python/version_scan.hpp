#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "python/version.hpp"

namespace spoke::python {

enum class LocalLabel { allowed, left };

struct ScannedVersion {
    VersionParts parts;
    std::size_t length = 0;     ///< of the text that belongs to the version
    bool bare_release = false;  ///< nothing but `v`, epoch and release
};

/// Reads the longest version at the front of text, `v` included but no blanks: the grammar of
/// PEP 440 appendix B, one look at each byte. Nothing where there is none. A local label is read
/// or left standing.
std::optional<ScannedVersion> scan_version(std::string_view text, LocalLabel local);

}  // namespace spoke::python
