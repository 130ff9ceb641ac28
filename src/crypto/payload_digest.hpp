#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/digest.hpp"

namespace spoke::crypto {

enum class Executable { no, yes };

/// One member of a wheel, as the payload digest and the manifest name it.
struct PayloadFile {
    std::string path;
    Sha256Digest sha256;
    std::uint64_t size = 0;
    Executable executable = Executable::no;
    bool operator==(const PayloadFile&) const = default;
};

/// The payload digest, version 1: SHA-256 over a line `<path> SP sha256:<hex> SP <x|-> LF` for each
/// file, sorted by the line's path in bytes, with the folder `dist_info` ("flask-2.0.0.dist-info")
/// written as `{dist-info}`. The caller leaves out RECORD and our own members
/// (`sboms/spokeshave.*`, `spokeshave.payload.dsse.json`).
Sha256Digest payload_digest(std::vector<PayloadFile> files, std::string_view dist_info);

}  // namespace spoke::crypto
