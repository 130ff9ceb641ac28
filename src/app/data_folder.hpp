#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/identity.hpp"
#include "base/result.hpp"

namespace spoke::app {

/// The data folder's places. Each part belongs to the one role that needs it (I15): catalog and
/// blobs to the server, keys to the signer; the folder itself and the first token to whoever
/// started the program, so that no role can put something else in another's place.
struct DataFolder {
    std::filesystem::path path;

    std::filesystem::path catalog() const { return path / "catalog"; }
    std::filesystem::path blobs() const { return path / "blobs"; }
    std::filesystem::path keys() const { return path / "keys"; }
    std::filesystem::path admin_token() const { return path / "admin-token"; }
};

/// Makes what is missing, with owner and mode, and checks what is there: a link, another owner or a
/// wider mode of a part is `denied`, said with what to do.
Result<DataFolder> prepare_data_folder(const std::filesystem::path& path);

/// Writes the first token: 0600, never through a link, never over a file that is there.
Result<void> write_admin_token(const DataFolder& folder, std::string_view secret);

}  // namespace spoke::app
