#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "python/tag.hpp"

namespace spoke::python {

enum class WheelRoot { purelib, platlib };

/// The file `*.dist-info/WHEEL` (binary distribution format).
struct WheelFile {
    static constexpr std::size_t k_max_bytes = std::size_t{1} << 20U;
    static constexpr std::size_t k_max_tags = 4096;  ///< after expanding

    unsigned major = 1;
    unsigned minor = 0;
    std::string generator;  ///< as written; empty when absent
    WheelRoot root = WheelRoot::purelib;
    std::vector<std::string> tags;                            ///< each `Tag:` line as written
    std::string build;                                        ///< empty when absent
    std::vector<std::pair<std::string, std::string>> others;  ///< unknown headers, in order

    /// `invalid` without a Wheel-Version of two numbers, or with one of the single headers twice;
    /// `unsupported` above 1.x, which installers refuse. Root-Is-Purelib must be true or false.
    /// `too_large` where the tags expand to too many.
    static Result<WheelFile> parse(std::string_view bytes);
    /// The tags expanded, sorted; lines that are no tag are left out.
    std::vector<Tag> expanded_tags() const;
    std::string render() const;
};

}  // namespace spoke::python
