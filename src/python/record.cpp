#include "python/record.hpp"

#include <charconv>
#include <set>

#include "base/encoding.hpp"
#include "python/csv.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

std::unexpected<Error> refuse(std::size_t line, std::string_view why) {
    return fail(ErrorCode::invalid,
                "RECORD line " + std::to_string(line) + ": " + std::string(why));
}

Result<RecordEntry> parse_entry(std::vector<std::string>& fields, std::size_t line) {
    if (fields.size() != 3)
        return refuse(line, std::to_string(fields.size()) + " fields, not path, hash and size");
    RecordEntry entry;
    entry.path = std::move(fields[0]);
    if (entry.path.empty()) return refuse(line, "an empty path");
    if (const std::string& hash = fields[1]; !hash.empty()) {
        const std::size_t equals = hash.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == hash.size())
            return refuse(line, "the hash is not 'algorithm=digest'");
        entry.algorithm = to_lower(hash.substr(0, equals));
        entry.digest = hash.substr(equals + 1);
    }
    if (const std::string& size = fields[2]; !size.empty()) {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), value);
        if (error != std::errc() || end != size.data() + size.size())
            return refuse(line, "the size is no number");
        entry.size = value;
    }
    return entry;
}

}  // namespace

std::optional<std::string> RecordEntry::sha256_hex() const {
    constexpr std::size_t k_sha256_bytes = 32;
    if (algorithm != "sha256") return std::nullopt;
    const auto bytes = base::from_base64(digest);
    if (!bytes || bytes->size() != k_sha256_bytes) return std::nullopt;
    return base::to_hex(*bytes);
}

Result<Record> Record::parse(std::string_view bytes) {
    if (bytes.size() > k_max_bytes)
        return fail(ErrorCode::too_large, "a RECORD of " + std::to_string(bytes.size()) +
                                              " bytes: more than " + std::to_string(k_max_bytes));
    if (!base::is_valid_utf8(bytes)) return fail(ErrorCode::invalid, "RECORD is not UTF-8");
    std::vector<RecordEntry> entries;
    CsvReader reader(bytes);
    while (!reader.at_end()) {
        const std::size_t line = reader.line();
        auto fields = reader.next_row();
        if (!fields) return fail(ErrorCode::invalid, "RECORD " + fields.error().message);
        if (fields->size() == 1 && fields->front().empty()) continue;
        if (entries.size() == k_max_entries)
            return fail(ErrorCode::too_large,
                        "RECORD has more than " + std::to_string(k_max_entries) + " lines");
        SPOKE_TRY(auto entry, parse_entry(*fields, line));
        entries.push_back(std::move(entry));
    }
    return Record(std::move(entries));
}

Record::Record(std::vector<RecordEntry> entries) : entries_(std::move(entries)) {
    for (std::size_t i = 0; i < entries_.size(); ++i) places_.emplace(entries_[i].path, i);
}

const RecordEntry* Record::find(std::string_view path) const {
    const auto found = places_.find(std::string(path));
    return found == places_.end() ? nullptr : &entries_[found->second];
}

std::vector<std::string> Record::duplicates() const {
    std::set<std::string> repeated;
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (places_.at(entries_[i].path) != i) repeated.insert(entries_[i].path);
    return {repeated.begin(), repeated.end()};
}

std::string Record::render() const {
    std::string out;
    for (const auto& entry : entries_) {
        out += csv_field(entry.path) + ",";
        if (!entry.algorithm.empty()) out += csv_field(entry.algorithm + "=" + entry.digest);
        out += ",";
        if (entry.size) out += std::to_string(*entry.size);
        out += "\n";
    }
    return out;
}

RecordEntry make_record_entry(std::string path, std::string_view sha256, std::uint64_t size) {
    return {std::move(path), "sha256", base::to_base64url(sha256), size};
}

RecordEntry make_unhashed_entry(std::string path) {
    return {std::move(path), {}, {}, std::nullopt};
}

}  // namespace spoke::python
