#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/tree.hpp"

namespace spoke::verify {

/// The order in which importlib's FileFinder tries one name in one folder.
enum class ImportRank {
    package_extension,
    package_source,
    package_bytecode,
    extension,
    source,
    bytecode
};

/// What importing a name would find.
struct Module {
    std::string folder;  ///< that holds the name, below the import root
    std::string name;
    ImportRank rank = ImportRank::source;

    bool is_package() const { return rank <= ImportRank::package_bytecode; }
};

/// The module that an entry makes importable; `below` is its path below an import root. Nothing
/// for data. A link without an ending may be one to a package's folder.
std::optional<Module> module_of(std::string_view below, base::EntryKind kind);

/// `a/b` and `c` of `a/b/c`; nothing and `c` of `c`.
std::pair<std::string, std::string> split_last(std::string_view path);

}  // namespace spoke::verify
