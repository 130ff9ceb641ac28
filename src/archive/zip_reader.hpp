#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/limits.hpp"
#include "archive/member.hpp"
#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::archive {

class RandomReader;

/// What is let through beyond the common rules.
enum class ZipRules {
    wheel,   ///< no symbolic links, no archive comment: PyPI's rules, and pip's
    source,  ///< old `.zip` sdists: an archive comment and links inside the tree may stand there
};

enum class ZipEntryKind { file, folder, link };

struct ZipEntry {
    std::string name;  ///< UTF-8; a folder's without the final `/`
    ZipEntryKind kind = ZipEntryKind::file;
    Executable executable = Executable::no;  ///< the owner's bit, where a Unix wrote the archive
    std::uint64_t size = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t index = 0;  ///< place in the central directory
    base::Moment modified{};  ///< the MS-DOS time read as UTC; 1980 where it is no time
};

/// A zip read for safety: two readers must agree on it. The layout is walked by ours (nothing
/// before the first local header, between members, or after the end record; each local header equal
/// to its central one; no two members over the same bytes), then libzip opens it under its own
/// consistency checks and unpacks. Refused with what and where: climbing, absolute, backslashed and
/// control-character names, names given twice or differing by case only, a file that is a
/// folder of another, encryption, methods other than stored and deflate, device files, sizes over
/// the limits, names that are not UTF-8. Data descriptors, ZIP64 and extra fields may stand there.
///
/// Holds a descriptor or the bytes; one thread at a time.
class ZipReader {
public:
    static Result<ZipReader> open_file(const std::filesystem::path& path, ZipRules rules,
                                       const Limits& limits);
    /// Reads by offset: the descriptor's own position is neither used nor moved.
    static Result<ZipReader> open_descriptor(base::FileHandle file, ZipRules rules,
                                             const Limits& limits);
    static Result<ZipReader> open_bytes(std::string bytes, ZipRules rules, const Limits& limits);
    static Result<ZipReader> open_reader(std::unique_ptr<RandomReader> reader, ZipRules rules,
                                         const Limits& limits);

    ZipReader(ZipReader&&) noexcept;
    ZipReader& operator=(ZipReader&&) noexcept;
    ~ZipReader();

    const std::vector<ZipEntry>& entries() const;  ///< in the central directory's order
    const ZipEntry* find(std::string_view name) const;
    /// The unpacked bytes; the CRC and the announced size are verified, else `invalid`.
    Result<std::string> read(const ZipEntry& entry);

private:
    struct State;
    explicit ZipReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace spoke::archive
