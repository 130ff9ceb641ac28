#include "repositories/proxy_bytes.hpp"

#include "repositories/wheel_sidecar.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include <cerrno>
#include <utility>
#include <vector>

namespace spoke::repositories {

namespace {

constexpr std::size_t k_piece = 256U << 10U;

/// At most what the row announces, or the limit: a longer file is refused while it comes.
Result<void> copy_bytes(int source, blobs::BlobWriter& writer, std::uint64_t limit) {
    std::vector<char> buffer(k_piece);
    std::uint64_t offset = 0;
    while (true) {
        const auto count = pread(source, buffer.data(), buffer.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(error_from_errno(errno, "reading the upstream's file"));
        if (count == 0) return ok();
        offset += static_cast<std::uint64_t>(count);
        if (offset > limit)
            return fail(ErrorCode::corrupt, fmt::format("it is longer than {} bytes", limit));
        SPOKE_TRY(writer.write({buffer.data(), static_cast<std::size_t>(count)}));
    }
}

Result<void> check_claims(const catalog::FileRow& row, const crypto::FileDigests& digests) {
    if (row.size && *row.size != digests.size)
        return fail(ErrorCode::corrupt,
                    fmt::format("it has {} bytes, not the announced {}", digests.size, *row.size));
    if (row.blake2b && *row.blake2b != digests.blake2b)
        return fail(ErrorCode::corrupt, "its BLAKE2b digest is not the announced one");
    return ok();
}

Result<blobs::StoredBlob> store_file(blobs::BlobStore& store, int source,
                                     const catalog::FileRow& row, std::uint64_t max_bytes) {
    SPOKE_TRY(const auto writer, store.writer());
    SPOKE_TRY(copy_bytes(source, *writer, row.size.value_or(max_bytes)));
    SPOKE_TRY(auto blob, row.sha256 ? writer->commit_as(*row.sha256) : writer->commit());
    SPOKE_TRY(check_claims(row, blob.digests));
    return blob;
}

}  // namespace

Result<BroughtFile> bring_bytes(blobs::BlobStore& store, upstream::Upstream& upstream,
                                const catalog::FileRow& row, std::uint64_t max_bytes) {
    SPOKE_TRY(const auto file, upstream.open_file(row.project, row.upstream_location));
    if (!file)
        return fail(ErrorCode::unavailable,
                    "the upstream has " + row.file_name + " on its page but not its bytes");
    auto blob = store_file(store, file->get(), row, max_bytes);
    if (!blob)
        return fail_with_note(std::move(blob).error(),
                              "bringing " + row.file_name + " from the upstream");
    BroughtFile brought{std::move(*blob), std::nullopt};
    if (row.kind != catalog::FileKind::wheel) return brought;
    SPOKE_TRY(const auto opened, store.open(brought.blob.digests.sha256));
    // A wheel that cannot be read is still what the upstream has; it just gets no sidecar.
    if (const auto metadata = extract_sidecar(opened.file.get())) {
        SPOKE_TRY(brought.sidecar, blobs::store_bytes(store, *metadata));
    }
    return brought;
}

}  // namespace spoke::repositories
