#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace spoke::python {

/// One compatibility tag (PEP 425), lower-case.
struct Tag {
    std::string interpreter;  ///< `cp311`, `py3`
    std::string abi;          ///< `cp311`, `abi3`, `none`
    std::string platform;     ///< `manylinux_2_36_x86_64`, `any`

    std::string text() const { return interpreter + "-" + abi + "-" + platform; }
    auto operator<=>(const Tag&) const = default;
};

/// Expands `py2.py3-none-any`; sorted, without duplicates.
std::vector<Tag> expand_tags(const std::vector<std::string>& interpreters,
                             const std::vector<std::string>& abis,
                             const std::vector<std::string>& platforms);

}  // namespace spoke::python
