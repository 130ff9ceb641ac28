#include "access/identity.hpp"

namespace spoke::access {

const IdentityPtr& anonymous_identity() {
    static const IdentityPtr identity = std::make_shared<const Identity>();
    return identity;
}

}  // namespace spoke::access
