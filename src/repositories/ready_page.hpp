#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "python/project_name.hpp"
#include "simple/negotiate.hpp"

namespace spoke::repositories {

enum class Coding { identity, gzip };
enum class Visibility { credentialed, open };  ///< `private` or `public` for caches
enum class Freshness { fresh, stale };

/// What the header lines of a page are made from.
struct PageFacts {
    simple::Representation representation = simple::Representation::json;
    Coding coding = Coding::identity;
    std::string etag;  ///< strong, with its quotes
    std::size_t body_size = 0;
    std::int64_t serial = 0;  ///< X-PyPI-Last-Serial
    Visibility visibility = Visibility::credentialed;
    Freshness freshness = Freshness::fresh;
    std::chrono::seconds max_age{0};
};

/// Makes the header lines of an answer 200 but status line, Date and Connection, each ended by
/// CRLF, without the empty line. The words are http's; it is given by the composition root.
using PageHeadMaker = std::function<std::string(const PageFacts&)>;

/// A page as it goes out: `bytes` = header lines, empty line, body. Immutable and shared.
struct ReadyPage {
    PageFacts facts;
    std::string bytes;
    std::size_t head_size = 0;  ///< header lines with the empty line; HEAD sends just these
    std::string other_etag;     ///< of the same page in the other coding; a client may hold it
    std::optional<python::ProjectName> project;  ///< nothing: the list
};

using ReadyPagePtr = std::shared_ptr<const ReadyPage>;

}  // namespace spoke::repositories
