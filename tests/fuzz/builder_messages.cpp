// What crosses a builder's channel, read by either side, and the process table that a job can write
// its own name into: no bytes may end in anything but a value or an error.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/caller.hpp"
#include "sandbox/host_memory.hpp"
#include "sandbox/job_json.hpp"
#include "sandbox/memory_file.hpp"
#include "sandbox/process_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto message = [&text] {
        base::Message out{std::string(text), {}};
        for (int i = 0; i < 2; ++i)
            if (auto file = sandbox::make_sealed("fuzz", "x"))
                out.descriptors.push_back(*std::move(file));
        return out;
    };
    if (text.starts_with('{')) {
        static_cast<void>(sandbox::parse_question(message()));
        static_cast<void>(sandbox::parse_result(message(), sandbox::Limits{}));
        static_cast<void>(sandbox::parse_stop(text));
        static_cast<void>(base::parse_error(text));
    }
    static_cast<void>(sandbox::parse_process_entry(text));
    static_cast<void>(sandbox::parse_available_memory(text));
    return 0;
}
