#include <fmt/format.h>

#include <set>

#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"
#include "python/record.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_class = "unsafe-output";

bool needs_no_hash(std::string_view path, std::string_view record) {
    return path == record || path == std::string(record) + ".jws" ||
           path == std::string(record) + ".p7s";
}

void check_entry(const python::RecordEntry& entry, const archive::Member& member,
                 Verdict& verdict) {
    const auto digest = entry.sha256_hex();
    if (!digest)
        verdict.fail(k_class, fmt::format("{} has no sha256 in RECORD", entry.path));
    else if (*digest != crypto::sha256(member.bytes).hex())
        verdict.fail(k_class, fmt::format("{} has another digest than in RECORD", entry.path));
    if (entry.size != member.bytes.size())
        verdict.fail(k_class, fmt::format("{} has another size than in RECORD", entry.path));
}

}  // namespace

Check check_record(const CheckInput& input) {
    Verdict verdict("W11");
    const auto& wheel = input.wheel;
    const auto record_path = wheel.dist_info + "/RECORD";
    const auto* member = wheel.find(record_path);
    SPOKE_ASSERT(member != nullptr);  // WheelReader refuses a wheel without it
    const auto record = python::Record::parse(member->bytes);
    if (!record) {
        verdict.fail(k_class, "RECORD can't be read: " + record.error().message);
        return std::move(verdict).finish();
    }
    std::set<std::string_view> listed;
    for (const auto& entry : record->entries()) {
        if (!listed.insert(entry.path).second)
            verdict.fail(k_class, fmt::format("{} stands in RECORD twice", entry.path));
        const auto* found = wheel.find(entry.path);
        if (found == nullptr)
            verdict.fail(k_class,
                         fmt::format("{} stands in RECORD, but not in the wheel", entry.path));
        else if (entry.path == record_path) {
            if (!entry.algorithm.empty() || entry.size)
                verdict.fail(k_class, "RECORD has a hash or a size for itself");
        } else if (!needs_no_hash(entry.path, record_path)) {
            check_entry(entry, *found, verdict);
        }
    }
    for (const auto& one : wheel.members)
        if (!listed.contains(one.path) &&
            !(needs_no_hash(one.path, record_path) && one.path != record_path))
            verdict.fail(k_class, fmt::format("{} is not in RECORD", one.path));
    return std::move(verdict).finish();
}

}  // namespace spoke::factory
