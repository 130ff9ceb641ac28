#pragma once

#include <optional>
#include <string>

#include "base/file.hpp"
#include "base/time.hpp"
#include "catalog/builds.hpp"
#include "catalog/file_row.hpp"
#include "factory/check/source_facts.hpp"
#include "factory/check/wheel_content.hpp"
#include "factory/settings.hpp"
#include "factory/source/build_system.hpp"
#include "factory/staged.hpp"
#include "repositories/backends.hpp"
#include "repositories/proxy.hpp"

namespace spoke::factory {

/// The source of one build, fixed by its digest: every attempt starts from it (threats.md F10).
struct Source {
    catalog::FileRow sdist;  ///< upstream's row, with its bytes here
    std::optional<catalog::FileRow> wheel;
    ///< upstream's wheel of this version that an installer on the builder would choose
    std::string top;       ///< the archive's folder
    base::Moment epoch{};  ///< the newest time of its files: SOURCE_DATE_EPOCH
    BuildSystem system;
    SourceFacts facts;
    base::FileHandle tree;  ///< the clean tar for the sandbox

    explicit Source(catalog::FileRow row) : sdist(std::move(row)) {}

    /// Upstream's file that the rebuild stands beside: its age and recall are the rebuild's
    /// (threats.md F6).
    const catalog::FileRow& base_file() const { return wheel ? *wheel : sdist; }
};

/// Finds upstream's sdist of the build's version, brings it and reads it. Stops where none is
/// there, none may be used, or the archive is refused.
Staged<Source> find_source(const catalog::Build& build, const repositories::Backends& backends,
                           repositories::Proxy& upstream, const Settings& settings);

/// Upstream's wheel taken apart, for the comparison; nothing where there is none at hand.
Staged<std::optional<WheelContent>> load_upstream_wheel(const Source& source,
                                                        const repositories::Backends& backends,
                                                        const Settings& settings);

}  // namespace spoke::factory
