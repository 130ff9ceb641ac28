#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace spoke::python {

/// One line of RECORD.
struct RecordEntry {
    std::string path;       ///< as written; nothing is resolved here
    std::string algorithm;  ///< `sha256`; empty where the line has no hash
    std::string digest;     ///< URL-safe base64 without padding, as written
    std::optional<std::uint64_t> size;

    bool operator==(const RecordEntry&) const = default;
    /// The digest of a `sha256=` hash as lower-case hex; nothing for another or a malformed one.
    std::optional<std::string> sha256_hex() const;
};

/// A wheel's or an installed project's RECORD: CSV with path, hash and size (binary distribution
/// format; PEP 376). Order and duplicates are kept; find() answers the first.
class Record {
public:
    static constexpr std::size_t k_max_bytes = std::size_t{64} << 20U;
    static constexpr std::size_t k_max_entries = 500000;

    /// Errors name the line. Lines of other than three fields, an unclosed quote, a size that is no
    /// number, a hash without `=`, an empty path and text that is not UTF-8 are `invalid`.
    static Result<Record> parse(std::string_view bytes);
    explicit Record(std::vector<RecordEntry> entries);

    const std::vector<RecordEntry>& entries() const { return entries_; }
    const RecordEntry* find(std::string_view path) const;
    /// The paths that stand there more than once, each once.
    std::vector<std::string> duplicates() const;
    /// Fields quoted where CSV needs it, lines ended by `\n`: what installers write and read.
    std::string render() const;

private:
    std::vector<RecordEntry> entries_;
    std::unordered_map<std::string, std::size_t> places_;  ///< of the first line of each path
};

/// The line of a file: `sha256=` and the digest in URL-safe base64. `sha256` is 32 raw bytes.
RecordEntry make_record_entry(std::string path, std::string_view sha256, std::uint64_t size);
/// The line without hash and size that RECORD has for itself.
RecordEntry make_unhashed_entry(std::string path);

}  // namespace spoke::python
