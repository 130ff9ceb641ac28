#include "access/authenticator.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "access/tokens.hpp"
#include "base/guarded.hpp"
#include "catalog/principals.hpp"
#include "catalog/tokens.hpp"

namespace spoke::access {
namespace {

constexpr std::size_t k_shards = 16;
/// How exact "last used" is; each note costs a write.
constexpr std::chrono::minutes k_use_grain{1};
constexpr std::size_t k_process_key_bytes = 32;

struct KeyHash {
    std::size_t operator()(const crypto::Sha256Digest& key) const {
        std::size_t hash = 0;
        std::memcpy(&hash, key.bytes().data(), sizeof hash);
        return hash;
    }
};

struct Entry {
    IdentityPtr identity;
    std::uint64_t epoch = 0;
    Epochs::Cell current_epoch;
    base::Moment noted_use{};

    bool good(base::Moment now) const {
        return identity->expires > now && current_epoch->load() == epoch;
    }
};

using Shard = std::unordered_map<crypto::Sha256Digest, Entry, KeyHash>;

std::unexpected<Error> refuse(std::string message) {
    return fail(ErrorCode::unauthenticated, std::move(message));
}

/// "3 days ago", for who wonders why a token does not work any more.
std::string describe_span(base::Moment then, base::Moment now) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(now - then).count();
    if (hours < 1) return "less than an hour ago";
    if (hours < 48) return fmt::format("{} h ago", hours);
    return fmt::format("{} days ago", hours / 24);
}

bool may_travel(const catalog::Carriers& carriers, Carrier carrier) {
    switch (carrier) {
        case Carrier::basic:
            return carriers.basic;
        case Carrier::bearer:
            return carriers.bearer;
        case Carrier::path:
            return carriers.path;
    }
    return false;
}

/// Said only to who has the whole secret: it was found by its digest.
Result<void> check_usable(const catalog::TokenRow& token, Carrier carrier, base::Moment now) {
    if (token.revoked)
        return refuse(fmt::format("the token was revoked {}; an administrator can give you another",
                                  describe_span(*token.revoked, now)));
    if (token.expires <= now)
        return refuse(
            fmt::format("the token expired {} ({}); make another with spokeshave token "
                        "create",
                        describe_span(token.expires, now), base::format_rfc3339(token.expires)));
    if (!may_travel(token.carriers, carrier))
        return refuse(
            fmt::format("the token may not be sent in this way ({})", to_string(carrier)));
    return ok();
}

/// client-dialects.md §6.2 (a): any user name goes, but not another real one's.
Result<void> check_user(const catalog::Reader& reader, const catalog::TokenRow& token,
                        std::string_view user) {
    if (user.empty()) return ok();
    if (catalog::principal_key(user) == catalog::principal_key(token.identity)) return ok();
    SPOKE_TRY(const auto other, catalog::find_principal(reader, user));
    if (other) return refuse("the token belongs to another user than the one named with it");
    return ok();
}

struct Found {
    IdentityPtr identity;
    std::uint64_t epoch = 0;
};

Result<Found> look_up(catalog::Catalog& catalog, const Credential& credential) {
    // Unknown and malformed are one text: nothing tells how near a guess came.
    const auto unknown = [] {
        return refuse("the credentials are not known here; check the token");
    };
    if (!looks_like_token(credential.secret.reveal())) return unknown();
    SPOKE_TRY(const auto reader, catalog.read());
    SPOKE_TRY(const auto token,
              catalog::find_token_by_secret(reader, token_digest(credential.secret.reveal())));
    if (!token) return unknown();
    SPOKE_TRY(check_usable(*token, credential.carrier, catalog.clock().now()));
    SPOKE_TRY(check_user(reader, *token, credential.user));
    SPOKE_TRY(const auto principal, catalog::find_principal(reader, token->principal));
    if (!principal) return fail(ErrorCode::corrupt, "a token belongs to nobody");
    Identity identity{.principal = token->principal,
                      .name = principal->name,
                      .token = token->id,
                      .kind = token->kind,
                      .scope = token->scope,
                      .expires = token->expires};
    return Found{.identity = std::make_shared<const Identity>(std::move(identity)),
                 .epoch = principal->epoch};
}

}  // namespace

struct Authenticator::State {
    State(catalog::Catalog& catalog_given, Epochs& epochs_given, Settings settings_given)
        : catalog(catalog_given),
          epochs(epochs_given),
          settings(settings_given),
          process_key(catalog_given.random().bytes(k_process_key_bytes)) {}

    /// Keyed, so that nobody can choose a header by the place of its entry; a digest, so that no
    /// secret stays in memory.
    crypto::Sha256Digest key_of(const RawCredentials& raw) const {
        std::string bytes;
        bytes.reserve(process_key.reveal().size() + raw.authorization.size() +
                      raw.path_token.size() + 24);
        bytes += process_key.reveal();
        bytes += std::to_string(raw.authorization.size());
        bytes += ':';
        bytes += raw.authorization;
        bytes += raw.path_token;
        return crypto::sha256(bytes);
    }

    base::Guarded<Shard>& shard_of(const crypto::Sha256Digest& key) {
        return shards[static_cast<unsigned char>(key.bytes().back()) % k_shards];
    }

    void note_use(Entry& entry, base::Moment now) {
        if (now - entry.noted_use < k_use_grain) return;
        entry.noted_use = now;
        uses.lock()->push_back({.token = entry.identity->token, .at = now});
    }

    void remember(const crypto::Sha256Digest& key, Entry entry, base::Moment now) {
        auto shard = shard_of(key).lock();
        if (shard->size() >= settings.cache_limit / k_shards + 1) {
            std::erase_if(*shard, [&](const auto& item) { return !item.second.good(now); });
            // All are in use: better to ask for each once more than to grow.
            if (shard->size() >= settings.cache_limit / k_shards + 1) shard->clear();
        }
        note_use(entry, now);
        shard->insert_or_assign(key, std::move(entry));
    }

    catalog::Catalog& catalog;
    Epochs& epochs;
    Settings settings;
    base::Secret process_key;
    std::array<base::Guarded<Shard>, k_shards> shards;
    base::Guarded<std::vector<catalog::TokenUse>> uses;
};

Authenticator::Authenticator(catalog::Catalog& catalog, Epochs& epochs)
    : Authenticator(catalog, epochs, Settings{}) {}

Authenticator::Authenticator(catalog::Catalog& catalog, Epochs& epochs, Settings settings)
    : state_(std::make_unique<State>(catalog, epochs, settings)) {}

Authenticator::~Authenticator() = default;

IdentityPtr Authenticator::find_ready(const RawCredentials& raw) {
    if (raw.authorization.empty() && raw.path_token.empty()) return anonymous_identity();
    if (raw.authorization.size() > k_max_authorization_bytes || !state_->epochs.fresh())
        return nullptr;
    const auto key = state_->key_of(raw);
    const auto now = state_->catalog.clock().now();
    auto shard = state_->shard_of(key).lock();
    const auto found = shard->find(key);
    if (found == shard->end()) return nullptr;
    if (!found->second.good(now)) {
        shard->erase(found);
        return nullptr;
    }
    state_->note_use(found->second, now);
    return found->second.identity;
}

Result<IdentityPtr> Authenticator::authenticate(const RawCredentials& raw) {
    SPOKE_TRY(const auto credential, parse_credentials(raw));
    if (!credential) return anonymous_identity();
    if (!state_->epochs.fresh()) SPOKE_TRY(state_->epochs.refresh(state_->catalog));
    SPOKE_TRY(const auto found, look_up(state_->catalog, *credential));
    // The epoch of the same view as the token: if it has moved on since, the entry is never used.
    Entry entry{.identity = found.identity,
                .epoch = found.epoch,
                .current_epoch = state_->epochs.at_least(found.identity->principal, found.epoch)};
    state_->remember(state_->key_of(raw), std::move(entry), state_->catalog.clock().now());
    return found.identity;
}

Result<void> Authenticator::flush_uses() {
    std::vector<catalog::TokenUse> uses;
    std::swap(uses, *state_->uses.lock());
    if (uses.empty()) return ok();
    SPOKE_TRY(auto transaction, state_->catalog.begin({}));
    SPOKE_TRY(catalog::record_token_uses(transaction, uses));
    return transaction.commit();
}

}  // namespace spoke::access
