#include "provenance/local_signer.hpp"

#include "provenance/signing_rules.hpp"
#include "provenance/verifier.hpp"

namespace spoke::provenance {
namespace {

constexpr std::size_t k_remembered_nonces = 4096;

Issuer issuer_of(const KeyStore& store, base::Moment now) {
    return {store.builder_id(), store.trust_domain(), now};
}

/// A key that nobody would believe now must not sign: its files could never be verified.
Result<void> check_usable(const KeyStore& store, const LeafKey& leaf, base::Moment now) {
    const auto id = leaf.certificate.public_key().id();
    const auto* key = store.trust().find_key(id);
    const bool named =
        key != nullptr && key->period.contains(now) && store.trust().find_revoked(id) == nullptr;
    if (named && !crypto::check_chain(leaf.certificate, store.root(), now)) return ok();
    return fail(
        ErrorCode::unavailable,
        "the signing key " + id + " has ended: put root.pem back and run spokeshave trust renew");
}

}  // namespace

LocalSigner::LocalSigner(KeyStore store, const base::Clock& clock)
    : state_(State{std::move(store), {}, {}}), clock_(clock) {}

Result<SignerInfo> LocalSigner::describe() {
    auto state = state_.lock();
    SPOKE_TRY(state->store.reload_if_changed());
    const auto& store = state->store;
    return SignerInfo{store.builder_name(),       store.builder_id(),    store.trust_domain(),
                      store.root().fingerprint(), store.trust().version, store.trust().expires,
                      store.has_root_key()};
}

Result<void> LocalSigner::remember(State& state, const std::string& nonce,
                                   const crypto::Sha256Digest& payload) {
    const auto [entry, fresh] = state.payloads.try_emplace(nonce, payload);
    if (!fresh && entry->second != payload)
        return fail(ErrorCode::conflict,
                    "refused to sign: the ticket has signed another payload already");
    if (!fresh) return ok();
    state.nonces.push_back(nonce);
    if (state.nonces.size() > k_remembered_nonces) {
        state.payloads.erase(state.nonces.front());
        state.nonces.pop_front();
    }
    return ok();
}

Result<std::string> LocalSigner::sign(const State& state, crypto::Purpose purpose,
                                      std::string_view payload_type, std::string payload,
                                      base::Moment now) {
    const auto& leaf = state.store.leaf(purpose);
    SPOKE_TRY(check_usable(state.store, leaf, now));
    SPOKE_TRY(const auto envelope,
              crypto::sign_envelope(std::string(payload_type), std::move(payload), leaf.key,
                                    {leaf.certificate, state.store.root()}));
    return crypto::render_envelope(envelope);
}

Result<std::string> LocalSigner::sign_manifest(const BuildTicket& ticket, Manifest manifest) {
    SPOKE_TRY(auto complete, complete_manifest(ticket, std::move(manifest)));
    auto state = state_.lock();
    SPOKE_TRY(state->store.reload_if_changed());
    const auto now = clock_.now();
    complete.builder_id = state->store.builder_id();
    complete.trust_domain = state->store.trust_domain();
    complete.signed_at = now;
    auto payload = render_manifest(complete);
    // What a verifier would refuse is never signed; the payload digest is recomputed by this.
    SPOKE_TRY(parse_manifest(payload));
    SPOKE_TRY(remember(*state, ticket.nonce, complete.payload));
    return sign(*state, *manifest_purpose(complete.tier), k_type_manifest, std::move(payload), now);
}

Result<std::string> LocalSigner::sign_rebuild(const BuildTicket& ticket,
                                              const BuildResult& result) {
    const auto now = clock_.now();
    SPOKE_TRY(check_result(ticket, result, now));
    auto state = state_.lock();
    SPOKE_TRY(state->store.reload_if_changed());
    if (result.payload) SPOKE_TRY(remember(*state, ticket.nonce, *result.payload));
    SPOKE_TRY(auto payload, render_rebuild(ticket, result, issuer_of(state->store, now)));
    SPOKE_TRY(parse_statement(payload));
    return sign(*state, *manifest_purpose(result.tier), k_type_statement, std::move(payload), now);
}

Result<std::string> LocalSigner::sign_mirror(const MirrorStatement& statement) {
    const auto now = clock_.now();
    SPOKE_TRY(check_mirror(statement, now));
    auto state = state_.lock();
    SPOKE_TRY(state->store.reload_if_changed());
    auto payload = render_mirror(statement, issuer_of(state->store, now));
    SPOKE_TRY(parse_statement(payload));
    return sign(*state, crypto::Purpose::mirror, k_type_statement, std::move(payload), now);
}

Result<std::string> LocalSigner::sign_upload(const UploadStatement& statement) {
    const auto now = clock_.now();
    SPOKE_TRY(check_upload(statement, now));
    auto state = state_.lock();
    SPOKE_TRY(state->store.reload_if_changed());
    auto payload = render_upload(statement, issuer_of(state->store, now));
    SPOKE_TRY(parse_statement(payload));
    return sign(*state, crypto::Purpose::upload, k_type_statement, std::move(payload), now);
}

Result<std::string> LocalSigner::trust_file() {
    auto state = state_.lock();
    SPOKE_TRY(state->store.reload_if_changed());
    return state->store.trust_text();
}

Result<std::string> LocalSigner::renew_trust() {
    auto state = state_.lock();
    SPOKE_TRY(state->store.reload_if_changed());
    SPOKE_TRY(state->store.renew_trust());
    return state->store.trust_text();
}

}  // namespace spoke::provenance
