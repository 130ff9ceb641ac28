#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "archive/budget.hpp"
#include "archive/byte_stream.hpp"
#include "archive/member.hpp"
#include "base/result.hpp"

namespace spoke::archive {

enum class TarKind { file, folder, symbolic_link, hard_link };

/// A member as the tar has it; its path has lost `./` before and `/` behind, and is checked.
struct TarEntry {
    std::string path;
    TarKind kind = TarKind::file;
    Executable executable = Executable::no;
    std::string target;  ///< of links
    std::int64_t modified = 0;
    std::string bytes;  ///< of files
};

using TarVisitor = std::function<Result<void>(TarEntry)>;

/// Reads a plain tar by libarchive to its end; what follows its end mark must be zeros. Refused:
/// device files, pipes, sparse files, paths against the rules, anything that libarchive warns of.
Result<void> read_tar(ByteStream& stream, Budget& budget, const TarVisitor& visit);

}  // namespace spoke::archive
