#include "upstream/described_file.hpp"

#include "archive/limits.hpp"
#include "archive/source_archive.hpp"
#include "archive/wheel_reader.hpp"
#include "crypto/digest.hpp"
#include "python/metadata.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace spoke::upstream {

namespace {

constexpr std::chrono::seconds k_patience{120};

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

archive::Limits limits() {
    archive::Limits bounds;
    bounds.deadline = base::Deadline::after(k_patience);
    return bounds;
}

Result<std::string> read_wheel_metadata(int descriptor) {
    base::FileHandle copy(fcntl(descriptor, F_DUPFD_CLOEXEC, 3));
    if (!copy.valid()) return fail(error_from_errno(errno, "reading an upstream wheel"));
    SPOKE_TRY(auto wheel, archive::WheelReader::open_descriptor(std::move(copy), limits()));
    return wheel.metadata();
}

/// PKG-INFO at the top of the folder that the file name says (sdist format).
Result<std::optional<std::string>> read_sdist_metadata(int descriptor, const std::string& name) {
    std::string top = name;
    for (const std::string_view suffix : {".tar.gz", ".zip"})
        if (top.ends_with(suffix)) top.resize(top.size() - suffix.size());
    return archive::read_source_file(descriptor, top + "/PKG-INFO", limits());
}

Result<std::string> requires_python_of(std::string_view metadata) {
    SPOKE_TRY(auto report, python::parse_core_metadata(metadata));
    return std::move(report.metadata.requires_python);
}

Result<void> read_inside(int descriptor, const python::FileName& name, UpstreamFile& file) {
    if (name.kind == python::FileKind::wheel) {
        SPOKE_TRY(const auto metadata, read_wheel_metadata(descriptor));
        SPOKE_TRY(file.requires_python, requires_python_of(metadata));
        file.metadata_sha256 = crypto::sha256(metadata);
        return ok();
    }
    SPOKE_TRY(const auto metadata, read_sdist_metadata(descriptor, name.text));
    if (metadata) {
        SPOKE_TRY(file.requires_python, requires_python_of(*metadata));
    }
    return ok();
}

}  // namespace

Result<FileStamp> stamp_of(int descriptor) {
    struct stat status{};
    if (fstat(descriptor, &status) != 0)
        return fail(error_from_errno(errno, "looking at an upstream file"));
    return FileStamp{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                     nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

Result<DescribedFile> describe_file(int descriptor, const python::FileName& name,
                                    std::uint64_t max_bytes) {
    SPOKE_TRY(const auto stamp, stamp_of(descriptor));
    if (stamp.size > max_bytes) return fail(ErrorCode::too_large, "larger than what is taken");
    SPOKE_TRY(const auto digests, crypto::hash_file(descriptor));
    DescribedFile described;
    UpstreamFile& file = described.file;
    file.file_name = name.text;
    file.kind = name.kind;
    file.version = name.version()->text();
    file.size = digests.size;
    file.sha256 = digests.sha256;
    file.blake2b = digests.blake2b;
    file.digest_origin = DigestOrigin::computed;
    file.upload_time = base::Moment(std::chrono::microseconds(stamp.modified / 1000));
    file.upload_time_origin = TimeOrigin::last_modified;
    if (const auto read = read_inside(descriptor, name, file); !read)
        described.findings.push_back(Finding{Severity::warning, "unreadable_metadata", name.text,
                                             read.error().describe(),
                                             "replace the file; its page says less about it"});
    SPOKE_TRY(const auto after, stamp_of(descriptor));
    if (after != stamp || digests.size != stamp.size)
        return fail(ErrorCode::conflict, "changed while it was read");
    return described;
}

}  // namespace spoke::upstream
