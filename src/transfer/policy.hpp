#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "transfer/address.hpp"
#include "transfer/origin.hpp"

namespace spoke::transfer {

/// What one origin may do beyond the default (global addresses, no credentials).
struct OriginRule {
    std::set<AddressClass> allowed;  ///< besides `global`
    base::Secret authorization;      ///< the Authorization header's value; sent here only
    std::string ca_file;             ///< trusted besides the system's; verification is never off
};

/// The rules of all egress, decided in one place (threats.md I11, index-conformance 209). An
/// allowance belongs to an origin, never to all of them, and is not inherited by a redirect's
/// target. Immutable after it was built; may be read from any thread.
class EgressPolicy {
public:
    EgressPolicy() = default;
    explicit EgressPolicy(std::map<Origin, OriginRule> rules) : rules_(std::move(rules)) {}

    /// Null: the default rule.
    const OriginRule* find_rule(const Origin& origin) const;

    /// The addresses that may be dialled, in the resolver's order. `denied` where any of them is
    /// forbidden: a name that answers with a public and a private address is rebinding, or a
    /// mistake that a person must see.
    Result<std::vector<IpAddress>> check(const Origin& origin,
                                         std::span<const IpAddress> addresses) const;

    /// A hop to another scheme: https never falls to http.
    static Result<void> check_redirect(const HttpUrl& from, const HttpUrl& target);

private:
    std::map<Origin, OriginRule> rules_;
};

}  // namespace spoke::transfer
