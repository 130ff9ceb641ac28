#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/certificate.hpp"
#include "crypto/key.hpp"

// The files of a key store's folder.
namespace spoke::provenance {

/// A leaf key with its certificate.
struct LeafKey {
    crypto::PrivateKey key;
    crypto::Certificate certificate;
};

enum class Sensitivity { secret, open };

/// Written whole or not at all. Written by root, it is given to the folder's owner, so that the
/// signer can read what a command made.
Result<void> write_key_file(const std::filesystem::path& path, std::string_view text,
                            Sensitivity sensitivity);
bool file_exists(const std::filesystem::path& path);

Result<crypto::PrivateKey> load_private_key(const std::filesystem::path& path);
Result<crypto::Certificate> load_certificate(const std::filesystem::path& path);
/// Key and certificate in one file; `corrupt` where they don't belong together.
Result<LeafKey> load_leaf_file(const std::filesystem::path& path);
Result<void> write_leaf_file(const std::filesystem::path& path, const LeafKey& leaf);

}  // namespace spoke::provenance
