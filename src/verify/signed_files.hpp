#pragma once

#include <cstddef>

#include "provenance/manifest.hpp"
#include "verify/environment.hpp"
#include "verify/file_table.hpp"
#include "verify/installed_distribution.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// Compares every file of a believed manifest with what is installed and claims it: members and
/// SBOMs by digest, `.data` members at the places of their schemes, scripts with their first line
/// put back (V7), console scripts against what known installers make of the signed entry points,
/// RECORD as the manifest's files and known installer lines, nothing else (V5). The item becomes
/// `intact` or `modified`.
void check_signed_files(const Environment& environment, const InstalledDistribution& found,
                        const provenance::Manifest& manifest, std::size_t item, FileTable& table,
                        Report& report);

/// The names that installers write into every dist-info.
bool is_installer_file(std::string_view name);

}  // namespace spoke::verify
