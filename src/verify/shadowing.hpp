#pragma once

#include "verify/environment.hpp"
#include "verify/file_table.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// V2: every signed file may be intact and still not be what Python imports. Builds the table of
/// import names in finder order (the scripts' folder first; package, extension module, source,
/// bytecode), and marks an item as
/// modified whose module loses to another file, or is imported through one, or whose regular
/// package holds files that nobody signed.
/// To be called when all claims are made. Finders that `.pth` files or start-up code install are
/// not modelled: those files are findings of their own.
void mark_shadowed(const Environment& environment, const FileTable& table, Report& report);

}  // namespace spoke::verify
