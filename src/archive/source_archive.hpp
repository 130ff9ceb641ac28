#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/limits.hpp"
#include "archive/member.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"

namespace spoke::archive {

enum class SourceEntryKind { file, folder, link };

/// One member of a source archive, as it is after the rules: hard links are files.
struct SourceEntry {
    std::string path;  ///< with the top folder: `flask-2.0.0/setup.py`
    SourceEntryKind kind = SourceEntryKind::file;
    Executable executable = Executable::no;
    std::uint64_t size = 0;
    std::optional<crypto::Sha256Digest> sha256;  ///< of a file
    std::string target;                          ///< of a symbolic link, as written
};

/// A source archive that has passed the rules, sorted by path.
struct SourceListing {
    std::string top;  ///< the one top folder, `flask-2.0.0`
    std::vector<SourceEntry> entries;
    /// The newest modification time of its files in whole seconds, from 1980 to 2107 (1980 when
    /// none): follows from the archive's bytes alone, so SOURCE_DATE_EPOCH can be made from it.
    base::Moment newest{};

    const SourceEntry* find(std::string_view path) const;
};

/// Takes bytes in order; an error of it ends the work and is passed on.
using ByteSink = std::function<Result<void>(std::string_view)>;
/// Called for each file with its bytes whole (they are under Limits::max_entry_bytes).
using SourceVisitor = std::function<Result<void>(const SourceEntry&, std::string_view)>;

/// Reads a source archive without unpacking it to disk: tar, plain or packed with gzip, bzip2, xz,
/// or a zip; the format is told by the bytes. Refused with what and where: paths that are absolute,
/// climb, hold a backslash or control characters; names given twice or differing by case only; more
/// than one top folder; symbolic links that leave the tree or that a later member is written
/// through; hard links to anything but an earlier file; device files, FIFOs, sparse files; sizes
/// over the limits; what follows the end of the archive. pax headers of git (`pax_global_header`)
/// are skipped.
Result<SourceListing> read_source(int fd, const Limits& limits);
Result<SourceListing> read_source(int fd, const Limits& limits, const SourceVisitor& visitor);

/// Writes what read_source lets through as a plain tar for a sandbox: folders before their files,
/// sorted, uid 0, modes 644, 755, epoch times. Nothing of the foreign archive's structure goes
/// along. On an error the sink has part of a tar.
Result<SourceListing> repack_source(int fd, const Limits& limits, base::Moment epoch,
                                    const ByteSink& sink);

/// Called for each file of an archive that is data, as with SourceVisitor, but without a top
/// folder.
using FileVisitor = std::function<Result<void>(std::string_view path, std::string_view bytes)>;

/// Reads the files of any zip or tar, packed or not, that stands inside another thing. Links are
/// passed over; the rules for paths, kinds and limits are those of read_source.
Result<void> visit_files(std::string bytes, const Limits& limits, const FileVisitor& visitor);

/// The bytes of one file, or nothing where the archive has no such file.
Result<std::optional<std::string>> read_source_file(int fd, std::string_view path,
                                                    const Limits& limits);

}  // namespace spoke::archive
