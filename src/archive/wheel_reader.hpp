#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/limits.hpp"
#include "archive/member.hpp"
#include "archive/zip_reader.hpp"
#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// A wheel: a zip with exactly one `*.dist-info` at its top, which holds METADATA, WHEEL and
/// RECORD. Any other `*.dist-info` is refused (threats I16). Its name is not compared with the file
/// name here; check W01 and uploads do that.
class WheelReader {
public:
    static Result<WheelReader> open_file(const std::filesystem::path& path, const Limits& limits);
    static Result<WheelReader> open_descriptor(base::FileHandle file, const Limits& limits);
    static Result<WheelReader> open_bytes(std::string bytes, const Limits& limits);

    const std::string& dist_info() const { return dist_info_; }  ///< `flask-2.0.0.dist-info`
    const std::vector<ZipEntry>& entries() const { return zip_.entries(); }

    /// Byte for byte as inside: what the `.metadata` sidecar serves (PEP 658).
    Result<std::string> metadata() { return read_dist_info("METADATA"); }
    Result<std::string> wheel() { return read_dist_info("WHEEL"); }
    Result<std::string> record() { return read_dist_info("RECORD"); }
    Result<std::optional<std::string>> find_in_dist_info(std::string_view name);
    Result<std::optional<std::string>> find(std::string_view path);
    /// All regular files, in the archive's order.
    Result<std::vector<Member>> read_members();

private:
    WheelReader(ZipReader zip, std::string dist_info)
        : zip_(std::move(zip)), dist_info_(std::move(dist_info)) {}
    static Result<WheelReader> check(ZipReader zip);
    Result<std::string> read_dist_info(std::string_view name);
    ZipReader zip_;
    std::string dist_info_;
};

}  // namespace spoke::archive
