#pragma once

#include <expected>
#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "catalog/builds.hpp"

namespace spoke::factory {

/// Why a build ends without a file: a judgement about the build. Where the factory itself could not
/// do its work, `trouble` has the error; such a build is no verdict on the project.
struct Stop {
    catalog::FailureClass failure = catalog::FailureClass::internal;
    std::string message;  ///< plain words: what, why, what to do
    /// `blocked` where a policy or a person must let it pass; else `failed`.
    catalog::BuildState end = catalog::BuildState::failed;
    /// A build requirement that the shipped table of log signs names as the cure; empty: none.
    std::string cure;
    std::optional<Error> trouble;

    Stop(catalog::FailureClass kind, std::string text) : failure(kind), message(std::move(text)) {}
    // Implicit, so that SPOKE_TRY passes an Error of another room on as a Stop.
    Stop(Error error) : message(error.describe()), trouble(std::move(error)) {}
};

/// What a stage of a build makes, or why the build stops there.
template <class T>
using Staged = std::expected<T, Stop>;

inline std::unexpected<Stop> stop(catalog::FailureClass failure, std::string message) {
    return std::unexpected(Stop(failure, std::move(message)));
}

inline std::unexpected<Stop> block(catalog::FailureClass failure, std::string message) {
    Stop blocked(failure, std::move(message));
    blocked.end = catalog::BuildState::blocked;
    return std::unexpected(std::move(blocked));
}

}  // namespace spoke::factory
