#pragma once

#include <string_view>

#include "base/result.hpp"
#include "provenance/vocabulary.hpp"

namespace spoke::catalog {

using provenance::SourceKind;
using provenance::Tier;
using provenance::to_string;

/// How the digest of a file is known (threats.md I3: an announced one is a claim).
enum class DigestState {
    announced,  ///< an upstream says so; its bytes were never here
    verified,   ///< the bytes were here and are what was announced, or are of our own making
    first_use,  ///< nothing was announced; this is what came at first
};

/// Where a row's upload time comes from.
enum class UploadTimeSource { upstream, last_modified, first_seen, own };

/// Which digest the file's link on a page carries. The shape that a page gave out first stays.
enum class LinkShape { blake2b, sha256 };

enum class FileKind { wheel, sdist, other };

enum class RepositoryKind { hosted, proxy, group };

enum class Visibility { is_private, is_public };

/// What a caller may do; a token's scopes name these too.
enum class Action {
    read,     ///< pages and files
    request,  ///< ask for a build
    upload,   ///< write a file into a hosted repository
    manage,   ///< tokens, repositories, builds of others, recalls
};

std::string_view to_string(DigestState value);
std::string_view to_string(UploadTimeSource value);
std::string_view to_string(LinkShape value);
std::string_view to_string(FileKind value);
std::string_view to_string(RepositoryKind value);
std::string_view to_string(Visibility value);
std::string_view to_string(Action value);

/// The inverse of to_string; `invalid` names the word and the right ones. Defined for the enums
/// above and those of builds.hpp, requests.hpp, tokens.hpp and principals.hpp.
template <class Enum>
Result<Enum> parse_word(std::string_view word);

}  // namespace spoke::catalog
