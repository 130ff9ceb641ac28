#include "upstream/upstream.hpp"

namespace spoke::upstream {

std::string_view to_string(TimeOrigin origin) {
    switch (origin) {
        case TimeOrigin::page:
            return "page";
        case TimeOrigin::last_modified:
            return "last_modified";
        case TimeOrigin::first_seen:
            break;
    }
    return "first_seen";
}

std::string_view to_string(DigestOrigin origin) {
    return origin == DigestOrigin::announced ? "announced" : "computed";
}

}  // namespace spoke::upstream
