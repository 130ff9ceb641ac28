#include "archive/tar_writer.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "archive/libarchive_handle.hpp"
#include "archive/utf8_locale.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {

struct TarWriter::State {
    ByteSink sink;
    std::int64_t time = 0;
    std::optional<Error> error;
    WriteHandle handle;

    static la_ssize_t take(::archive* handle, void* self, const void* data, std::size_t count) {
        auto& state = *static_cast<State*>(self);
        // A handle that is dropped after an error would still want to write its end mark.
        if (state.error) return static_cast<la_ssize_t>(count);
        auto done = state.sink(std::string_view(static_cast<const char*>(data), count));
        if (done) return static_cast<la_ssize_t>(count);
        state.error = std::move(done).error();
        archive_set_error(handle, EIO, "the sink failed");
        return -1;
    }

    Result<void> judge(la_ssize_t code, std::string_view path) {
        if (error) return fail(*error);
        if (code >= ARCHIVE_OK) return ok();
        return fail(ErrorCode::internal,
                    fmt::format("member '{}' can't be written to a tar: {}", base::printable(path),
                                last_message(handle.get())));
    }

    Result<void> add(std::string_view path, unsigned type, unsigned mode, std::string_view bytes,
                     std::string_view target) {
        const Utf8Locale locale;
        SPOKE_TRY(locale.check());
        const EntryHandle entry(archive_entry_new());
        if (!entry) return fail(ErrorCode::exhausted, "libarchive has no memory");
        archive_entry_set_pathname_utf8(entry.get(), std::string(path).c_str());
        archive_entry_set_filetype(entry.get(), type);
        archive_entry_set_perm(entry.get(), static_cast<__LA_MODE_T>(mode));
        archive_entry_set_uid(entry.get(), 0);
        archive_entry_set_gid(entry.get(), 0);
        archive_entry_set_mtime(entry.get(), time, 0);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
        if (!target.empty())
            archive_entry_set_symlink_utf8(entry.get(), std::string(target).c_str());
        SPOKE_TRY(judge(archive_write_header(handle.get(), entry.get()), path));
        while (!bytes.empty()) {
            const auto written = archive_write_data(handle.get(), bytes.data(), bytes.size());
            SPOKE_TRY(judge(written, path));
            if (written == 0) return fail(ErrorCode::internal, "libarchive wrote no bytes");
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return ok();
    }
};

TarWriter::TarWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TarWriter::TarWriter(TarWriter&&) noexcept = default;
TarWriter& TarWriter::operator=(TarWriter&&) noexcept = default;

TarWriter::~TarWriter() {
    // Unfinished: nothing more goes to a sink that may be gone.
    if (state_ && !state_->error) state_->error = Error{};
}

Result<TarWriter> TarWriter::open(ByteSink sink, base::Moment epoch) {
    auto state = std::make_unique<State>();
    state->sink = std::move(sink);
    state->time = std::chrono::floor<std::chrono::seconds>(epoch).time_since_epoch().count();
    state->handle.reset(archive_write_new());
    if (!state->handle) return fail(ErrorCode::exhausted, "libarchive has no memory");
    auto* handle = state->handle.get();
    archive_write_add_filter_none(handle);
    archive_write_set_format_pax_restricted(handle);
    archive_write_set_bytes_per_block(handle, 64 * 1024);
    archive_write_set_bytes_in_last_block(handle, 1);
    SPOKE_TRY(
        state->judge(archive_write_open(handle, state.get(), nullptr, State::take, nullptr), ""));
    return TarWriter(std::move(state));
}

Result<void> TarWriter::add_folder(std::string_view path) {
    return state_->add(path, AE_IFDIR, 0755, {}, {});
}

Result<void> TarWriter::add_file(std::string_view path, std::string_view bytes,
                                 Executable executable) {
    return state_->add(path, AE_IFREG, executable == Executable::yes ? 0755 : 0644, bytes, {});
}

Result<void> TarWriter::add_link(std::string_view path, std::string_view target) {
    return state_->add(path, AE_IFLNK, 0755, {}, target);
}

Result<void> TarWriter::finish() {
    SPOKE_TRY(state_->judge(archive_write_close(state_->handle.get()), "end"));
    return ok();
}

}  // namespace spoke::archive
