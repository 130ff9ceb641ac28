#include "crypto/digest.hpp"

#include <openssl/evp.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/encoding.hpp"

namespace spoke::crypto {
namespace {

constexpr std::size_t k_chunk = std::size_t{256} * 1024;

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

template <class Digest>
Digest digest_of(std::string_view bytes) {
    auto digest = Digest::from_bytes(bytes);
    SPOKE_ASSERT(digest.has_value());
    return *digest;
}

}  // namespace

template <class Kind>
Result<Digest256<Kind>> Digest256<Kind>::parse(std::string_view hex) {
    if (!base::is_lower_hex(hex, 2 * k_size))
        return fail(ErrorCode::invalid, "\"" + base::printable(hex, 80) +
                                            "\" is not a digest of 64 lower-case hex digits");
    SPOKE_TRY(const auto bytes, base::from_hex(hex));
    return from_bytes(bytes);
}

template <class Kind>
Result<Digest256<Kind>> Digest256<Kind>::from_bytes(std::string_view bytes) {
    if (bytes.size() != k_size) return fail(ErrorCode::invalid, "a digest has 32 bytes");
    Digest256 digest;
    std::ranges::transform(bytes, digest.bytes_.begin(),
                           [](char c) { return static_cast<std::uint8_t>(c); });
    return digest;
}

template <class Kind>
std::string Digest256<Kind>::hex() const {
    return base::to_hex(bytes());
}

template class Digest256<Sha256Kind>;
template class Digest256<Blake2b256Kind>;

Sha256Digest sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    SPOKE_ASSERT(EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_sha256(), nullptr) ==
                 1);
    return digest_of<Sha256Digest>({reinterpret_cast<const char*>(out.data()), size});
}

Blake2bDigest blake2b_256(std::string_view bytes) {
    std::array<unsigned char, Blake2bDigest::k_size> out{};
    crypto_generichash(out.data(), out.size(), as_bytes(bytes), bytes.size(), nullptr, 0);
    return digest_of<Blake2bDigest>({reinterpret_cast<const char*>(out.data()), out.size()});
}

struct FileHasher::State {
    crypto_generichash_state blake2b{};
    std::unique_ptr<EVP_MD_CTX, FreeContext> sha256{EVP_MD_CTX_new()};
    std::uint64_t size = 0;
};

FileHasher::FileHasher() : state_(std::make_unique<State>()) {
    SPOKE_ASSERT(EVP_DigestInit_ex(state_->sha256.get(), EVP_sha256(), nullptr) == 1);
    crypto_generichash_init(&state_->blake2b, nullptr, 0, Blake2bDigest::k_size);
}

FileHasher::FileHasher(FileHasher&&) noexcept = default;
FileHasher& FileHasher::operator=(FileHasher&&) noexcept = default;
FileHasher::~FileHasher() = default;

void FileHasher::update(std::string_view bytes) {
    SPOKE_ASSERT(EVP_DigestUpdate(state_->sha256.get(), bytes.data(), bytes.size()) == 1);
    crypto_generichash_update(&state_->blake2b, as_bytes(bytes), bytes.size());
    state_->size += bytes.size();
}

FileDigests FileHasher::finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sha{};
    unsigned size = 0;
    SPOKE_ASSERT(EVP_DigestFinal_ex(state_->sha256.get(), sha.data(), &size) == 1);
    std::array<unsigned char, Blake2bDigest::k_size> blake{};
    crypto_generichash_final(&state_->blake2b, blake.data(), blake.size());
    return {digest_of<Sha256Digest>({reinterpret_cast<const char*>(sha.data()), size}),
            digest_of<Blake2bDigest>({reinterpret_cast<const char*>(blake.data()), blake.size()}),
            state_->size};
}

Result<FileDigests> hash_file(int descriptor) {
    FileHasher hasher;
    std::vector<char> buffer(k_chunk);
    off_t at = 0;
    for (;;) {
        const auto got = ::pread(descriptor, buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(error_from_errno(errno, "reading a file to hash it"));
        if (got == 0) return hasher.finish();
        hasher.update({buffer.data(), static_cast<std::size_t>(got)});
        at += got;
    }
}

}  // namespace spoke::crypto
