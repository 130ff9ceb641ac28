#pragma once

#include <string>
#include <vector>

#include "catalog/file_row.hpp"

namespace spoke::repositories {

/// An upstream's file that is not shown, and why; it stays at its identity URL.
struct Displaced {
    catalog::FileRow row;
    std::string reason;
};

struct Overlaid {
    std::vector<catalog::FileRow> shown;
    std::vector<Displaced> displaced;
};

/// Merges the files of a group's overlaid members over those of the member beneath, file by file
/// (design.md, threats.md I1). `layers` from the first in order to the one beneath, which is last.
///
/// - The earlier layer wins a file name, but a factory's sdist gives way to an upstream's of the
///   same name: it is the upstream's sdist that lock files know.
/// - A file beneath leaves the page where installers would take it before the rebuild of its
///   version somewhere that both run, or where it was first seen after that rebuild was published.
Overlaid overlay(std::vector<std::vector<catalog::FileRow>> layers);

}  // namespace spoke::repositories
