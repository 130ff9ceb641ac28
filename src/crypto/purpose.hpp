#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace spoke::crypto {

/// What a leaf key may sign; one certificate has one purpose, as an extended key usage of our own
/// (docs/decisions/0011-key-hierarchy.md). The numbers in the object identifiers are frozen.
enum class Purpose {
    rebuild,    ///< manifests and statements of what was built from source
    remediate,  ///< the same of what was built from patched source
    upload,     ///< who uploaded a file
    mirror,     ///< from where and when a file was fetched
    trust,      ///< dated status files; never a trust file, which the root signs
    log,        ///< checkpoints of the transparency log
    bundle,     ///< bundles that are carried to another place
};

inline constexpr std::array k_purposes = {Purpose::rebuild, Purpose::remediate, Purpose::upload,
                                          Purpose::mirror,  Purpose::trust,     Purpose::log,
                                          Purpose::bundle};

/// "rebuild", …: in trust files, names of key files and messages.
std::string_view to_string(Purpose purpose);
std::optional<Purpose> find_purpose(std::string_view word);
/// The object identifier in dotted form: `2.25.<UUID>.1.<n>` (ITU-T X.667).
std::string_view oid_of(Purpose purpose);
std::optional<Purpose> find_purpose_by_oid(std::string_view oid);

}  // namespace spoke::crypto
