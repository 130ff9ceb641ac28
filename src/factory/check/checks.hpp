#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/digest.hpp"
#include "factory/check/report.hpp"
#include "factory/check/source_facts.hpp"
#include "factory/check/wheel_content.hpp"
#include "python/project_name.hpp"
#include "python/version.hpp"

namespace spoke::factory {

/// A member that may come ready-made from the source, or differ from upstream's, and why: from a
/// recipe or from the shipped table.
struct Explanation {
    std::string
        path;  ///< exact, or with `*` for any run of characters; `{dist-info}` may stand first
    std::string reason;
};

/// The shipped table: Windows launchers of pip, setuptools and distlib and their like, which are
/// built by no one's build of the Python project.
std::vector<Explanation> shipped_explanations(const python::ProjectName& project);

/// What the checks judge by. References must outlive the call.
struct CheckInput {
    python::ProjectName project;  ///< as requested
    python::Version version;
    const WheelContent& wheel;               ///< ours, read again from the sealed bytes
    std::size_t built_wheels = 1;            ///< how many wheels the build left (W01)
    const WheelContent* upstream = nullptr;  ///< the wheel that it stands beside
    const SourceFacts* source = nullptr;     ///< without it W15 can't be judged, and fails
    std::vector<Explanation> explanations{};
    /// Host name, user name, outer folders of the job: texts that must not be in any member (W09).
    std::vector<std::string> host_texts{};
    /// W12, run in the sandbox by the caller; nothing: not run.
    std::optional<Check> import_check{};
    /// W13: payload digests of the first and the second build.
    std::optional<crypto::Sha256Digest> first_payload{};
    std::optional<crypto::Sha256Digest> second_payload{};
};

/// All checks W01 to W15 and the comparison. Pure: no clock, no files, no processes.
CheckReport run_checks(const CheckInput& input);

}  // namespace spoke::factory
