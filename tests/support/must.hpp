#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <type_traits>
#include <utility>

#include "base/result.hpp"

namespace spoke::tests {

/// The value, or the end of the test's program with the reason why there is none.
template <class T>
T must(Result<T> result) {
    if (!result) {
        ADD_FAILURE() << result.error().describe();
        std::abort();
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace spoke::tests
