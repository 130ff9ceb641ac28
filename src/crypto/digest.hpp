#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::crypto {

/// 256 bits of one kind of digest; the kinds don't mix. The default one is all zeros: "none yet".
template <class Kind>
class Digest256 {
public:
    static constexpr std::size_t k_size = 32;

    /// Exactly 64 lower-case hex digits.
    static Result<Digest256> parse(std::string_view hex);
    /// Exactly 32 bytes.
    static Result<Digest256> from_bytes(std::string_view bytes);

    std::string hex() const;
    std::string_view bytes() const {
        return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
    }
    bool is_zero() const { return *this == Digest256(); }
    auto operator<=>(const Digest256&) const = default;

private:
    std::array<std::uint8_t, k_size> bytes_{};
};

/// FIPS 180-4
using Sha256Digest = Digest256<struct Sha256Kind>;
/// RFC 7693, with 32 bytes of output and no key: the digest in PyPI's file URLs.
using Blake2bDigest = Digest256<struct Blake2b256Kind>;

Sha256Digest sha256(std::string_view bytes);
Blake2bDigest blake2b_256(std::string_view bytes);

/// What is known of a file's bytes.
struct FileDigests {
    Sha256Digest sha256;
    Blake2bDigest blake2b;
    std::uint64_t size = 0;
    bool operator==(const FileDigests&) const = default;
};

/// Both digests of a stream in one pass.
class FileHasher {
public:
    FileHasher();
    FileHasher(FileHasher&&) noexcept;
    FileHasher& operator=(FileHasher&&) noexcept;
    ~FileHasher();

    void update(std::string_view bytes);
    /// Ends it; the hasher may not be used again.
    FileDigests finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Reads the descriptor from its start with pread, whatever its offset is.
Result<FileDigests> hash_file(int descriptor);

}  // namespace spoke::crypto
