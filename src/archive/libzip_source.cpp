#include "archive/libzip_source.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cstring>

namespace spoke::archive {
namespace {

/// What libzip's callback works on; libzip frees it by ZIP_SOURCE_FREE.
struct Cursor {
    const RandomReader* reader = nullptr;
    std::uint64_t offset = 0;
    zip_error_t error{};
};

zip_int64_t read_bytes(Cursor& cursor, void* data, zip_uint64_t length) {
    const auto left = cursor.reader->size() - cursor.offset;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, length));
    if (!cursor.reader->read_at(cursor.offset, static_cast<char*>(data), count)) {
        zip_error_set(&cursor.error, ZIP_ER_READ, 0);
        return -1;
    }
    cursor.offset += count;
    return static_cast<zip_int64_t>(count);
}

zip_int64_t seek(Cursor& cursor, void* data, zip_uint64_t length) {
    const auto place = zip_source_seek_compute_offset(cursor.offset, cursor.reader->size(), data,
                                                      length, &cursor.error);
    if (place < 0) return -1;
    cursor.offset = static_cast<std::uint64_t>(place);
    return 0;
}

zip_int64_t answer_stat(Cursor& cursor, void* data, zip_uint64_t length) {
    if (length < sizeof(zip_stat_t)) return -1;
    auto* stat = static_cast<zip_stat_t*>(data);
    zip_stat_init(stat);
    stat->valid = ZIP_STAT_SIZE;
    stat->size = cursor.reader->size();
    return sizeof(zip_stat_t);
}

zip_int64_t serve(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    auto& cursor = *static_cast<Cursor*>(state);
    switch (command) {
        case ZIP_SOURCE_OPEN:
            cursor.offset = 0;
            return 0;
        case ZIP_SOURCE_READ:
            return read_bytes(cursor, data, length);
        case ZIP_SOURCE_CLOSE:
            return 0;
        case ZIP_SOURCE_STAT:
            return answer_stat(cursor, data, length);
        case ZIP_SOURCE_ERROR:
            return zip_error_to_data(&cursor.error, data, length);
        case ZIP_SOURCE_SEEK:
            return seek(cursor, data, length);
        case ZIP_SOURCE_TELL:
            return static_cast<zip_int64_t>(cursor.offset);
        case ZIP_SOURCE_SUPPORTS:
            return ZIP_SOURCE_SUPPORTS_SEEKABLE;
        case ZIP_SOURCE_FREE:
            delete &cursor;
            return 0;
        default:
            zip_error_set(&cursor.error, ZIP_ER_OPNOTSUPP, 0);
            return -1;
    }
}

}  // namespace

void ZipDiscard::operator()(zip* archive) const {
    zip_discard(archive);
}

Result<ZipHandle> open_with_libzip(const RandomReader& reader) {
    zip_error_t error;
    zip_error_init(&error);
    auto owned = std::make_unique<Cursor>(Cursor{&reader, 0, {}});
    zip_source_t* source = zip_source_function_create(serve, owned.get(), &error);
    if (source == nullptr) return fail(ErrorCode::exhausted, "libzip has no memory for a source");
    [[maybe_unused]] const auto* cursor = owned.release();  // freed by ZIP_SOURCE_FREE
    zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (archive == nullptr) {
        const std::string why = zip_error_strerror(&error);
        zip_error_fini(&error);
        zip_source_free(source);
        return fail(ErrorCode::invalid, fmt::format("libzip refuses the archive: {}", why));
    }
    return ZipHandle(archive);
}

}  // namespace spoke::archive
