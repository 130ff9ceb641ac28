#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/file_row.hpp"
#include "upstream/upstream.hpp"

namespace spoke::repositories {

/// True for a version with the label that marks what was remediated here. An upstream's file or an
/// upload that carries it would be taken for a fix (threats.md I2).
bool has_spoke_label(std::string_view version);

/// The rows of a proxy for what its upstream has now.
struct UpstreamRows {
    std::vector<catalog::FileRow> written;      ///< new ones and those that say something new
    std::vector<catalog::FileRow> reannounced;  ///< another digest, and no bytes here yet
    std::vector<std::string> listed;            ///< names that the page shows, sorted
    Findings findings;                          ///< refused files, and digests that changed
};

/// Compares an upstream's files with the rows that are there. The first digest whose bytes were
/// here stays (index-conformance 175); facts of the page (yanked, requires-python) follow the
/// upstream.
UpstreamRows rows_of_upstream(const base::Id& repository, const upstream::UpstreamProject& project,
                              const std::vector<catalog::FileRow>& old_rows, base::Moment now);

}  // namespace spoke::repositories
