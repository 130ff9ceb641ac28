#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "access/credentials.hpp"
#include "access/epochs.hpp"
#include "access/identity.hpp"
#include "base/result.hpp"
#include "catalog/catalog.hpp"

namespace spoke::access {

/// From credentials to an identity. What was found is kept in memory by a keyed digest of the raw
/// credentials, with the token's expiry and its principal's epoch, so that a warm request touches
/// no database and any change of rights ends it at once. Thread-safe. Keeps references to the
/// catalog and the epochs.
class Authenticator {
public:
    struct Settings {
        std::size_t cache_limit = 100'000;  ///< entries
    };
    Authenticator(catalog::Catalog& catalog, Epochs& epochs);
    Authenticator(catalog::Catalog& catalog, Epochs& epochs, Settings settings);
    ~Authenticator();

    /// From memory; never blocks. Null: ask `authenticate` on the db pool. No credentials at all
    /// are the anonymous identity.
    IdentityPtr find_ready(const RawCredentials& raw);

    /// Blocking. `unauthenticated` says in its message whether the credential is unknown, expired
    /// (since when), revoked, of another user, or may not travel this way. Expiry and revocation
    /// are told only to who has the whole secret.
    Result<IdentityPtr> authenticate(const RawCredentials& raw);

    /// Writes the last uses that were noted since; now and then, and at shutdown. Blocking.
    Result<void> flush_uses();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spoke::access
