#include "transfer/policy.hpp"

#include <fmt/format.h>

namespace spoke::transfer {

const OriginRule* EgressPolicy::find_rule(const Origin& origin) const {
    const auto found = rules_.find(origin);
    return found == rules_.end() ? nullptr : &found->second;
}

Result<std::vector<IpAddress>> EgressPolicy::check(const Origin& origin,
                                                   std::span<const IpAddress> addresses) const {
    const auto* rule = find_rule(origin);
    for (const auto& address : addresses) {
        const auto kind = classify(address);
        if (kind == AddressClass::global) continue;
        if (rule != nullptr && rule->allowed.contains(kind)) continue;
        return fail(ErrorCode::denied,
                    fmt::format("{} is at {}, a {} address, which is not dialled; allow it for "
                                "this origin if it is meant",
                                origin.text(), address.text(), to_string(kind)));
    }
    if (addresses.empty())
        return fail(ErrorCode::unavailable, fmt::format("{} has no address", origin.text()));
    return std::vector<IpAddress>(addresses.begin(), addresses.end());
}

Result<void> EgressPolicy::check_redirect(const HttpUrl& from, const HttpUrl& target) {
    if (from.origin().scheme == Scheme::https && target.origin().scheme == Scheme::http)
        return fail(ErrorCode::denied, fmt::format("{} redirects from https to http, to {}",
                                                   from.printable(), target.printable()));
    return ok();
}

}  // namespace spoke::transfer
