#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/tree.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// Who answers for a file. The unit of verification is the file (V1): each regular file and link
/// beneath the prefix ends with one claim, and what nobody claims is an orphan.
enum class Claim {
    none,
    environment,    ///< of the virtual environment itself, checked by start-up rules
    signed_file,    ///< in a believed manifest
    unsigned_file,  ///< in the RECORD of a distribution without one
    installer,      ///< written by the installer into a dist-info, in every installation
    script,         ///< made by an installer from signed entry points
    bytecode,       ///< compiled from a claimed source
};

constexpr std::size_t k_no_item = static_cast<std::size_t>(-1);

struct FileState {
    const base::TreeEntry* entry = nullptr;
    Claim claim = Claim::none;
    std::size_t item = k_no_item;  ///< index into the report's items
};

/// Every file and link of the tree with its claim. The first claim stays: signed ones are made
/// first, so that the RECORD of another distribution can't take a file away from a manifest.
/// Keeps pointers into the listing.
class FileTable {
public:
    explicit FileTable(const base::Tree::Listing& listing);

    FileState* find(std::string_view path);
    /// False if there is no such file or it is claimed already.
    bool claim(std::string_view path, Claim claim, std::size_t item);

    FileSummary summarise() const;

    const std::map<std::string_view, FileState>& files() const { return files_; }
    std::map<std::string_view, FileState>& files() { return files_; }

private:
    std::map<std::string_view, FileState> files_;
};

}  // namespace spoke::verify
