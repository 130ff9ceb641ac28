#include "provenance/key_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.hpp"
#include "base/secret.hpp"

namespace spoke::provenance {
namespace {

constexpr std::uint64_t k_key_file_limit = std::uint64_t{64} * 1024;

Result<base::Secret> load_secret(const std::filesystem::path& path) {
    SPOKE_TRY(auto text, base::read_file(path, k_key_file_limit));
    return base::Secret(std::move(text));
}

template <class T>
Result<T> named(Result<T> result, const std::filesystem::path& path) {
    if (result) return result;
    return fail_with_note(std::move(result).error(), "in the key file " + path.string());
}

}  // namespace

Result<void> write_key_file(const std::filesystem::path& path, std::string_view text,
                            Sensitivity sensitivity) {
    const unsigned mode = sensitivity == Sensitivity::secret ? 0600 : 0644;
    SPOKE_TRY(base::write_file_atomically(path, text, mode));
    if (::geteuid() != 0) return ok();
    struct stat folder{};
    if (::stat(path.parent_path().c_str(), &folder) != 0 ||
        ::lchown(path.c_str(), folder.st_uid, folder.st_gid) != 0)
        return fail(error_from_errno(errno, "giving " + path.string() + " to its folder's owner"));
    return ok();
}

bool file_exists(const std::filesystem::path& path) {
    std::error_code code;
    return std::filesystem::exists(std::filesystem::symlink_status(path, code));
}

Result<crypto::PrivateKey> load_private_key(const std::filesystem::path& path) {
    SPOKE_TRY(const auto text, load_secret(path));
    return named(crypto::PrivateKey::from_pem(text), path);
}

Result<crypto::Certificate> load_certificate(const std::filesystem::path& path) {
    SPOKE_TRY(const auto text, base::read_file(path, k_key_file_limit));
    return named(crypto::Certificate::from_pem(text), path);
}

Result<LeafKey> load_leaf_file(const std::filesystem::path& path) {
    SPOKE_TRY(const auto text, load_secret(path));
    SPOKE_TRY(auto key, named(crypto::PrivateKey::from_pem(text), path));
    SPOKE_TRY(auto certificate, named(crypto::Certificate::from_pem(text.reveal()), path));
    if (certificate.public_key() != key.public_key())
        return fail(ErrorCode::corrupt,
                    path.string() + ": the certificate is not that of the key in it");
    return LeafKey{std::move(key), std::move(certificate)};
}

Result<void> write_leaf_file(const std::filesystem::path& path, const LeafKey& leaf) {
    const base::Secret text(leaf.key.pem().reveal() + leaf.certificate.pem());
    return write_key_file(path, text.reveal(), Sensitivity::secret);
}

}  // namespace spoke::provenance
