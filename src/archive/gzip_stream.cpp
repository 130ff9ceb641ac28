#include "archive/gzip_stream.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <string>

namespace spoke::archive {
namespace {

constexpr std::size_t k_input_bytes = std::size_t{64} << 10U;
constexpr int k_gzip_only = 16;  // added to the window's size: no zlib header is accepted

class GzipStream final : public ByteStream {
public:
    explicit GzipStream(const RandomReader& reader) : reader_(reader) {}
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;
    ~GzipStream() override { inflateEnd(&stream_); }

    Result<void> start() {
        if (inflateInit2(&stream_, MAX_WBITS + k_gzip_only) != Z_OK)
            return fail(ErrorCode::exhausted, "zlib has no memory to unpack the archive");
        return ok();
    }

    Result<std::size_t> read(char* out, std::size_t count) override {
        if (ended_ || count == 0) return std::size_t{0};
        const auto room =
            static_cast<uInt>(std::min<std::size_t>(count, std::numeric_limits<uInt>::max()));
        stream_.next_out = reinterpret_cast<Bytef*>(out);
        stream_.avail_out = room;
        while (stream_.avail_out == room && !ended_) SPOKE_TRY(step());
        return std::size_t{room - stream_.avail_out};
    }

private:
    Result<void> step() {
        if (stream_.avail_in == 0) SPOKE_TRY(fill());
        if (stream_.avail_in == 0) return fail(ErrorCode::invalid, "the gzip stream is cut short");
        const int code = inflate(&stream_, Z_NO_FLUSH);
        if (code == Z_STREAM_END) {
            ended_ = true;
            return check_rest();
        }
        if (code != Z_OK)
            return fail(ErrorCode::invalid,
                        fmt::format("the gzip stream is broken: {}",
                                    stream_.msg == nullptr ? "unknown" : stream_.msg));
        return ok();
    }

    Result<void> fill() {
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(k_input_bytes, reader_.size() - offset_));
        SPOKE_TRY(input_, reader_.read_string(offset_, count));
        offset_ += count;
        stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
        stream_.avail_in = static_cast<uInt>(count);
        return ok();
    }

    Result<void> check_rest() {
        for (;;) {
            const auto* begin = stream_.next_in;
            const auto* end = begin + stream_.avail_in;
            if (std::any_of(begin, end, [](Bytef byte) { return byte != 0; }))
                return fail(ErrorCode::invalid, "there is other data behind the gzip stream");
            SPOKE_TRY(fill());
            if (stream_.avail_in == 0) return ok();
        }
    }

    const RandomReader& reader_;
    std::uint64_t offset_ = 0;
    std::string input_;
    z_stream stream_{};
    bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> make_gzip_stream(const RandomReader& reader) {
    auto stream = std::make_unique<GzipStream>(reader);
    SPOKE_TRY(stream->start());
    return stream;
}

}  // namespace spoke::archive
