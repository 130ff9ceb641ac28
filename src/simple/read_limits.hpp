#pragma once

#include <cstddef>

namespace spoke::simple {

/// Bounds on a foreign index's answer. PyPI's largest pages have some 40 MB and 100,000 files; its
/// list has 700,000 names.
struct ReadLimits {
    std::size_t body_bytes = 64U << 20U;
    std::size_t files = 200'000;
    std::size_t projects = 4'000'000;
    std::size_t text_bytes = 8192;  ///< of one URL, reason or specifier
};

}  // namespace spoke::simple
