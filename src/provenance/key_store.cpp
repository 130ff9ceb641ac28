#include "provenance/key_store.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/file.hpp"

namespace spoke::provenance {
namespace {

constexpr std::string_view k_root_key = "root.pem";
constexpr std::string_view k_root_certificate = "root.crt";
constexpr std::string_view k_trust = "trust.dsse.json";
constexpr std::string_view k_domain_prefix = "urn:uuid:";
constexpr std::uint64_t k_trust_limit = std::uint64_t{4} * 1024 * 1024;
// Clients whose clocks are behind believe fresh keys, too.
constexpr std::chrono::hours k_head_start{1};
// "NAME root" is the root's common name, which has at most 64 characters.
constexpr std::size_t k_builder_name_limit = 59;

/// The tiers whose files a purpose is for.
std::vector<Tier> tiers_of(crypto::Purpose purpose) {
    switch (purpose) {
        case crypto::Purpose::rebuild:
            return {Tier::rebuilt};
        case crypto::Purpose::remediate:
            return {Tier::remediated};
        case crypto::Purpose::upload:
            return {Tier::internal};
        case crypto::Purpose::mirror:
            return {Tier::upstream};
        case crypto::Purpose::trust:
        case crypto::Purpose::log:
        case crypto::Purpose::bundle:
            break;
    }
    return {Tier::internal, Tier::remediated, Tier::rebuilt, Tier::upstream};
}

Result<void> check_builder_name(const std::string& name) {
    if (name.size() > k_builder_name_limit || base::printable(name) != name)
        return fail(ErrorCode::invalid, "\"" + base::printable(name, 80) +
                                            "\" can't be a builder's name: at most 59 characters, "
                                            "no control characters");
    return ok();
}

}  // namespace

KeyStore::KeyStore(std::filesystem::path folder, crypto::Certificate root, const base::Clock& clock,
                   base::Random& random)
    : folder_(std::move(folder)), root_(std::move(root)), clock_(&clock), random_(&random) {
    std::string_view domain = root_.subject().organization;
    if (domain.starts_with(k_domain_prefix)) domain.remove_prefix(k_domain_prefix.size());
    builder_id_ = "urn:spokeshave:builder:" + std::string(domain) + ":bubblewrap";
}

Result<KeyStore> KeyStore::open(const std::filesystem::path& folder,
                                const std::string& builder_name, const base::Clock& clock,
                                base::Random& random) {
    const bool first = !file_exists(folder / k_trust);
    if (first && builder_name.empty())
        return fail(ErrorCode::not_found, folder.string() +
                                              " holds no keys yet; they are made when the server "
                                              "is started for the first time");
    if (first) SPOKE_TRY(make_root(folder, builder_name, clock, random));
    SPOKE_TRY(auto root, load_certificate(folder / k_root_certificate));
    KeyStore store(folder, std::move(root), clock, random);
    if (first) SPOKE_TRY(store.make_first_trust(builder_name));
    SPOKE_TRY(store.load_trust());
    SPOKE_TRY(store.load_leaves());
    SPOKE_TRY(store.name_unnamed_leaves());
    return store;
}

/// The key is written before its certificate, so that what is there can be gone on with.
Result<void> KeyStore::make_root(const std::filesystem::path& folder,
                                 const std::string& builder_name, const base::Clock& clock,
                                 base::Random& random) {
    SPOKE_TRY(check_builder_name(builder_name));
    if (file_exists(folder / k_root_certificate)) return ok();
    if (!file_exists(folder / k_root_key)) {
        SPOKE_TRY(const auto key, crypto::PrivateKey::generate());
        SPOKE_TRY(write_key_file(folder / k_root_key, key.pem().reveal(), Sensitivity::secret));
    }
    SPOKE_TRY(const auto key, load_private_key(folder / k_root_key));
    const auto now = clock.now();
    const crypto::CertificateName name{
        builder_name + " root",
        std::string(k_domain_prefix) + base::Id::make(clock, random).text(),
        {}};
    SPOKE_TRY(const auto root, crypto::CertificateMaker(random).make_root(
                                   key, name, {now - k_head_start, now + k_root_lifetime}));
    return write_key_file(folder / k_root_certificate, root.pem(), Sensitivity::open);
}

/// Last of the first start: once it is there, all else is.
Result<void> KeyStore::make_first_trust(const std::string& builder_name) {
    SPOKE_TRY(const auto root_key, load_root_key());
    TrustFile trust;
    trust.trust_domain = root_.subject().organization;
    trust.builder_name = builder_name;
    trust.version = 0;
    trust.roots = {root_};
    for (const auto purpose : crypto::k_purposes) {
        if (!file_exists(leaf_path(purpose))) {
            SPOKE_TRY(const auto leaf, make_leaf(purpose, builder_name, root_key));
            SPOKE_TRY(write_leaf_file(leaf_path(purpose), leaf));
        }
        SPOKE_TRY(const auto leaf, load_leaf_file(leaf_path(purpose)));
        trust.keys.push_back(scope_of(leaf.certificate));
    }
    return sign_next(std::move(trust), root_key);
}

Result<LeafKey> KeyStore::make_leaf(crypto::Purpose purpose, const std::string& builder_name,
                                    const crypto::PrivateKey& root_key) {
    SPOKE_TRY(auto key, crypto::PrivateKey::generate());
    const auto now = clock_->now();
    const crypto::Validity validity{
        now - k_head_start,
        std::min<base::Moment>(now + k_leaf_lifetime, root_.validity().not_after)};
    const crypto::CertificateName name{builder_name, root_.subject().organization, builder_id_};
    SPOKE_TRY(auto certificate, crypto::CertificateMaker(*random_).make_leaf(
                                    root_, root_key, key.public_key(), name, purpose, validity));
    return LeafKey{std::move(key), std::move(certificate)};
}

TrustedKey KeyStore::scope_of(const crypto::Certificate& certificate) const {
    SPOKE_ASSERT(certificate.purpose().has_value());
    return {certificate.public_key().id(),
            *certificate.purpose(),
            {builder_id_},
            tiers_of(*certificate.purpose()),
            {"*"},
            certificate.validity()};
}

Result<void> KeyStore::load_trust() {
    SPOKE_TRY(auto text, base::read_file(folder_ / k_trust, k_trust_limit));
    auto trust = parse_signed_trust(text);
    if (!trust)
        return fail_with_note(std::move(trust).error(), "in " + (folder_ / k_trust).string());
    if (trust->root != root_)
        return fail(ErrorCode::corrupt, (folder_ / k_trust).string() +
                                            " is not signed by the root certificate beside it");
    trust_ = std::move(trust)->trust;
    trust_text_ = std::move(text);
    return ok();
}

Result<void> KeyStore::load_leaves() {
    leaves_.clear();
    for (const auto purpose : crypto::k_purposes) {
        SPOKE_TRY(auto leaf, load_leaf_file(leaf_path(purpose)));
        const auto begin = leaf.certificate.validity().not_before;
        if (const auto problem = crypto::check_chain(leaf.certificate, root_, begin))
            return fail(ErrorCode::corrupt,
                        leaf_path(purpose).string() + ": " + std::string(to_string(*problem)));
        if (leaf.certificate.purpose() != purpose)
            return fail(ErrorCode::corrupt,
                        leaf_path(purpose).string() + " holds a key of another purpose");
        leaves_.insert_or_assign(purpose, std::move(leaf));
    }
    return ok();
}

/// A replacement that was interrupted between the leaf's file and the trust file.
Result<void> KeyStore::name_unnamed_leaves() {
    auto next = trust_;
    for (const auto& [purpose, leaf] : leaves_)
        if (trust_.find_key(leaf.certificate.public_key().id()) == nullptr)
            next.keys.push_back(scope_of(leaf.certificate));
    if (next.keys.size() == trust_.keys.size()) return ok();
    SPOKE_TRY(const auto root_key, load_root_key());
    return sign_next(std::move(next), root_key);
}

const LeafKey& KeyStore::leaf(crypto::Purpose purpose) const {
    return leaves_.at(purpose);
}

std::filesystem::path KeyStore::leaf_path(crypto::Purpose purpose) const {
    return folder_ / (std::string(to_string(purpose)) + ".pem");
}

bool KeyStore::has_root_key() const {
    return file_exists(folder_ / k_root_key);
}

Result<crypto::PrivateKey> KeyStore::load_root_key() const {
    const auto path = folder_ / k_root_key;
    if (!file_exists(path))
        return fail(ErrorCode::unavailable,
                    "this needs the root key, which was taken away: put it back at " +
                        path.string() + ", do it again, and take it away again");
    SPOKE_TRY(auto key, load_private_key(path));
    if (key.public_key() != root_.public_key())
        return fail(ErrorCode::corrupt, path.string() + " is not the key of the root certificate");
    return key;
}

/// Signs and stores; what is in memory changes only once the file is there.
Result<void> KeyStore::sign_next(TrustFile next, const crypto::PrivateKey& root_key) {
    next.version += 1;
    next.issued = std::chrono::floor<std::chrono::seconds>(clock_->now());
    next.expires = next.issued + k_trust_lifetime;
    SPOKE_TRY(const auto text, sign_trust(next, root_key));
    SPOKE_TRY(write_key_file(folder_ / k_trust, text, Sensitivity::open));
    return load_trust();
}

Result<void> KeyStore::replace_in(TrustFile& next, crypto::Purpose purpose,
                                  const crypto::PrivateKey& root_key) {
    const auto old_id = leaf(purpose).certificate.public_key().id();
    SPOKE_TRY(auto made, make_leaf(purpose, trust_.builder_name, root_key));
    SPOKE_TRY(write_leaf_file(leaf_path(purpose), made));
    for (auto& key : next.keys)
        if (key.key_id == old_id)
            key.period.not_after = std::min(key.period.not_after, clock_->now());
    next.keys.push_back(scope_of(made.certificate));
    leaves_.insert_or_assign(purpose, std::move(made));
    return ok();
}

Result<void> KeyStore::renew_trust() {
    SPOKE_TRY(const auto root_key, load_root_key());
    auto next = trust_;
    const auto end = clock_->now() + k_trust_lifetime;
    for (const auto purpose : crypto::k_purposes)
        if (leaf(purpose).certificate.validity().not_after < end)
            SPOKE_TRY(replace_in(next, purpose, root_key));
    return sign_next(std::move(next), root_key);
}

Result<void> KeyStore::replace_leaf(crypto::Purpose purpose) {
    SPOKE_TRY(const auto root_key, load_root_key());
    auto next = trust_;
    SPOKE_TRY(replace_in(next, purpose, root_key));
    return sign_next(std::move(next), root_key);
}

Result<void> KeyStore::revoke(const std::string& key_id, const std::string& reason) {
    if (trust_.find_key(key_id) == nullptr)
        return fail(ErrorCode::not_found,
                    "no key with the id \"" + base::printable(key_id, 80) + "\" was ever trusted");
    if (trust_.find_revoked(key_id) != nullptr) return ok();
    SPOKE_TRY(const auto root_key, load_root_key());
    auto next = trust_;
    next.revoked.push_back({key_id, clock_->now(), reason});
    for (const auto purpose : crypto::k_purposes)
        if (leaf(purpose).certificate.public_key().id() == key_id)
            SPOKE_TRY(replace_in(next, purpose, root_key));
    return sign_next(std::move(next), root_key);
}

Result<void> KeyStore::reload_if_changed() {
    SPOKE_TRY(const auto text, base::read_file(folder_ / k_trust, k_trust_limit));
    if (text == trust_text_) return ok();
    SPOKE_TRY(load_trust());
    return load_leaves();
}

}  // namespace spoke::provenance
