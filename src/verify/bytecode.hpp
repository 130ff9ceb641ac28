#pragma once

#include "base/finding.hpp"
#include "verify/environment.hpp"
#include "verify/file_table.hpp"

namespace spoke::verify {

/// What compiled files may do to the outcome. None of these proves a code object: that takes the
/// interpreter (V3), so `report` says "not covered", and never more.
enum class BytecodePolicy { ignore, report, refuse };

/// Claims `__pycache__/x.cpython-311.pyc` beside a claimed `x.py`. Stray ones, those outside
/// __pycache__ and those of another interpreter are errors under every policy: Python may run them
/// instead of a source that was verified.
Findings check_bytecode(const Environment& environment, FileTable& table, BytecodePolicy policy);

}  // namespace spoke::verify
