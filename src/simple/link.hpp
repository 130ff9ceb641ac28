#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simple/page.hpp"

namespace spoke::simple {

/// A page's link, resolved as browsers do what indexes rely on: blanks around it are dropped, and
/// bytes that a URL may not hold (blanks, non-ASCII, a stray `%`) are percent-encoded.
struct Link {
    std::string url;       ///< absolute, without fragment
    std::string fragment;  ///< without `#`
    std::string segment;   ///< the path's last segment, decoded; empty for a folder
};

/// `invalid` for what is no URL or not http, https or file.
Result<Link> resolve_link(std::string_view base_url, std::string_view reference);

/// `sha256=<hex>` of a fragment; algorithms that no client knows and digests of a wrong length are
/// left out.
std::vector<Hash> hashes_of_fragment(std::string_view fragment);

/// A digest by its algorithm's name, in lower case; nothing where name and length do not fit.
std::optional<Hash> make_hash(std::string_view algorithm, std::string_view hex);

/// `data-core-metadata`'s value, or the same in JSON as text: empty or `false` is none.
std::optional<Sidecar> sidecar_of_attribute(std::string_view value);

/// The normalized version that a file name of this project says, or empty.
std::string version_of_file(std::string_view file_name, const python::ProjectName& project);

}  // namespace spoke::simple
