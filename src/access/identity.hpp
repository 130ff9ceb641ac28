#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/principals.hpp"
#include "catalog/tokens.hpp"

namespace spoke::access {

/// Who is asking, as the authenticator found out. Immutable and shared by all requests of one
/// credential. The default one is anonymous.
struct Identity {
    base::Id principal{};  ///< empty: anonymous
    std::string name{};    ///< for logs and pages
    base::Id token{};
    catalog::TokenKind kind = catalog::TokenKind::pull;
    catalog::TokenScope scope{};
    base::Moment expires = base::Moment::max();

    bool anonymous() const { return principal.empty(); }
};
using IdentityPtr = std::shared_ptr<const Identity>;

const IdentityPtr& anonymous_identity();

}  // namespace spoke::access
