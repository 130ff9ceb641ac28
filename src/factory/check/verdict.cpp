#include "factory/check/verdict.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace spoke::factory {
namespace {

/// More facts than this of one kind are counted, not listed.
constexpr std::size_t k_listed = 40;
constexpr std::size_t k_fact_bytes = 600;

void append(std::string& detail, const std::vector<std::string>& facts) {
    for (std::size_t i = 0; i < facts.size() && i < k_listed; ++i) {
        if (!detail.empty()) detail += '\n';
        detail += base::printable(facts[i], k_fact_bytes);
    }
    if (facts.size() > k_listed) detail += fmt::format("\n… and {} more", facts.size() - k_listed);
}

}  // namespace

Check Verdict::finish() && {
    append(check_.detail, failures_);
    append(check_.detail, warnings_);
    append(check_.detail, notes_);
    return std::move(check_);
}

Check skipped_check(std::string_view id, std::string why) {
    return {std::string(id), CheckStatus::skipped, std::move(why), {}};
}

}  // namespace spoke::factory
