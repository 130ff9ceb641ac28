// The tar that a sandbox hands back, and the log beside it: written by foreign code.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "factory/build/job.hpp"
#include "factory/build/log_patterns.hpp"
#include "python/file_name.hpp"
#include "sandbox/memory_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    factory::judge_log(bytes);
    const auto file = sandbox::make_sealed("fuzz", bytes);
    if (!file) return 0;
    archive::Limits limits;
    limits.max_bytes = limits.max_entry_bytes = 1U << 24U;
    const auto result = factory::read_job_result(file->get(), factory::JobKind::build, limits);
    if (!result) return 0;
    for (const auto& wheel : result->wheels)
        if (!python::check_safe_file_name(wheel.path)) __builtin_trap();
    return 0;
}
