#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace spoke::sandbox {

/// One process of a job, from its `stat` (proc(5)).
struct ProcessEntry {
    int number = 0;
    unsigned threads = 0;
    std::uint64_t resident = 0;        ///< bytes
    std::chrono::milliseconds cpu{0};  ///< its own and that of the children it waited for
};

struct ProcessTable {
    unsigned tasks = 0;
    std::uint64_t resident = 0;
    std::chrono::milliseconds cpu{0};
    std::vector<ProcessEntry> processes;
};

/// The line of a `stat` file. The name in it is the process's own choice and may hold anything.
Result<ProcessEntry> parse_process_entry(std::string_view line);

/// All processes that a proc file system shows. One that ends meanwhile is left out.
ProcessTable read_process_table(int proc_folder);

/// Anonymous and shared memory with each page counted once (Pss of `smaps_rollup`): dearer to ask
/// for. The program files that they have mapped are not counted: the kernel can drop those.
std::uint64_t private_memory(int proc_folder, const ProcessTable& table);

}  // namespace spoke::sandbox
