#include "archive/filter_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "archive/libarchive_handle.hpp"

namespace spoke::archive {
namespace {

constexpr std::size_t k_input_bytes = std::size_t{64} << 10U;

class FilterStream final : public ByteStream {
public:
    explicit FilterStream(const RandomReader& reader) : reader_(reader) {}

    Result<void> start() {
        handle_.reset(archive_read_new());
        if (!handle_) return fail(ErrorCode::exhausted, "libarchive has no memory");
        archive_read_support_filter_bzip2(handle_.get());
        archive_read_support_filter_xz(handle_.get());
        archive_read_support_format_raw(handle_.get());
        ::archive_entry* entry = nullptr;
        if (archive_read_open(handle_.get(), this, nullptr, give, nullptr) != ARCHIVE_OK ||
            archive_read_next_header(handle_.get(), &entry) != ARCHIVE_OK)
            return broken();
        return ok();
    }

    Result<std::size_t> read(char* out, std::size_t count) override {
        const auto got = archive_read_data(handle_.get(), out, count);
        if (got < 0) return broken();
        if (got == 0) SPOKE_TRY(check_rest());
        return static_cast<std::size_t>(got);
    }

private:
    static la_ssize_t give(::archive* handle, void* self, const void** block) {
        auto& stream = *static_cast<FilterStream*>(self);
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(k_input_bytes, stream.reader_.size() - stream.offset_));
        auto bytes = stream.reader_.read_string(stream.offset_, count);
        if (!bytes) {
            archive_set_error(handle, EIO, "%s", bytes.error().message.c_str());
            return -1;
        }
        stream.input_ = *std::move(bytes);
        stream.offset_ += count;
        *block = stream.input_.data();
        return static_cast<la_ssize_t>(count);
    }

    std::unexpected<Error> broken() {
        return fail(ErrorCode::invalid,
                    fmt::format("the packed stream is broken: {}", last_message(handle_.get())));
    }

    /// libarchive leaves what follows the stream unread.
    Result<void> check_rest() {
        const auto used = static_cast<std::uint64_t>(archive_filter_bytes(handle_.get(), -1));
        std::array<char, 4096> block{};
        for (std::uint64_t at = used; at < reader_.size();) {
            const auto count = static_cast<std::size_t>(
                std::min<std::uint64_t>(block.size(), reader_.size() - at));
            SPOKE_TRY(reader_.read_at(at, block.data(), count));
            if (std::any_of(block.data(), block.data() + count, [](char c) { return c != 0; }))
                return fail(ErrorCode::invalid, "there is other data behind the packed stream");
            at += count;
        }
        return ok();
    }

    const RandomReader& reader_;
    std::uint64_t offset_ = 0;
    std::string input_;
    ReadHandle handle_;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> make_filter_stream(const RandomReader& reader) {
    auto stream = std::make_unique<FilterStream>(reader);
    SPOKE_TRY(stream->start());
    return stream;
}

}  // namespace spoke::archive
