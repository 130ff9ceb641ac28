// An in-toto statement, signed or only its payload.
#include "provenance/statement.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "provenance/verifier.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto statement = provenance::parse_statement(text);
    if (statement) SPOKE_ASSERT(provenance::purpose_of(*statement).has_value());
    const auto report = provenance::verify_statement(text, nullptr, {}, base::Moment{});
    SPOKE_ASSERT(report.verdict != provenance::Verdict::believed);
    return 0;
}
