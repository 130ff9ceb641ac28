#include "archive/byte_stream.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "archive/filter_stream.hpp"
#include "archive/gzip_stream.hpp"

namespace spoke::archive {
namespace {

class PlainStream final : public ByteStream {
public:
    explicit PlainStream(const RandomReader& reader) : reader_(reader) {}
    Result<std::size_t> read(char* out, std::size_t count) override {
        const auto some =
            static_cast<std::size_t>(std::min<std::uint64_t>(count, reader_.size() - offset_));
        SPOKE_TRY(reader_.read_at(offset_, out, some));
        offset_ += some;
        return some;
    }

private:
    const RandomReader& reader_;
    std::uint64_t offset_ = 0;
};

class DescriptorStream final : public ByteStream {
public:
    explicit DescriptorStream(int fd) : fd_(fd) {}
    Result<std::size_t> read(char* out, std::size_t count) override {
        for (;;) {
            const auto got = ::read(fd_, out, count);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) return fail(error_from_errno(errno, "reading the tar"));
        }
    }

private:
    int fd_;
};

/// Passes bytes on while their sum is within what the archive may unpack to.
class BoundedStream final : public ByteStream {
public:
    BoundedStream(std::unique_ptr<ByteStream> inner, const Budget& budget, std::uint64_t packed)
        : inner_(std::move(inner)), budget_(budget), packed_(packed) {}
    Result<std::size_t> read(char* out, std::size_t count) override {
        SPOKE_TRY(const auto got, inner_->read(out, count));
        unpacked_ += got;
        SPOKE_TRY(budget_.check_deadline());
        SPOKE_TRY(budget_.check_ratio("the archive", unpacked_, packed_));
        // A tar has a header of 512 bytes, up to 511 of padding and its pax header beside each
        // file.
        const auto& limits = budget_.limits();
        if (unpacked_ / 2 > limits.max_bytes / 2 + limits.max_entries * 2048)
            return fail(ErrorCode::too_large, "the archive unpacks to more than its limit");
        return got;
    }

private:
    std::unique_ptr<ByteStream> inner_;
    const Budget& budget_;
    std::uint64_t packed_;
    std::uint64_t unpacked_ = 0;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> make_unpacking_stream(const RandomReader& reader,
                                                          const Budget& budget) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(reader.size(), 6));
    SPOKE_TRY(const auto magic, reader.read_string(0, count));
    std::unique_ptr<ByteStream> inner;
    if (magic.starts_with("\x1f\x8b")) {
        SPOKE_TRY(inner, make_gzip_stream(reader));
    } else if (magic.starts_with("BZh") || magic.starts_with("\xfd"
                                                             "7zXZ")) {
        SPOKE_TRY(inner, make_filter_stream(reader));
    } else {
        inner = std::make_unique<PlainStream>(reader);
    }
    return std::make_unique<BoundedStream>(std::move(inner), budget, reader.size());
}

std::unique_ptr<ByteStream> make_descriptor_stream(int fd) {
    return std::make_unique<DescriptorStream>(fd);
}

}  // namespace spoke::archive
