#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/builds.hpp"

namespace spoke::factory {

/// What the log of a failed build says about why.
struct LogVerdict {
    catalog::FailureClass failure = catalog::FailureClass::build_error;
    std::string message;  ///< a sentence with what to do
    /// A build requirement that the shipped table knows for this sign; empty: none. A log names no
    /// project by itself (threats.md F9): it is foreign text.
    std::string requirement;
};

/// Searches the log for the signs of factory-reference.md §1.7 and §6.2; the one that stands first
/// in the table wins. `build_error` where none is found.
LogVerdict judge_log(std::string_view log);

}  // namespace spoke::factory
