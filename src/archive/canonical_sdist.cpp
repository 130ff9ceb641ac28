#include "archive/canonical_sdist.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "archive/source_tree.hpp"
#include "archive/tar_writer.hpp"

namespace spoke::archive {
namespace {

constexpr int k_level = 6;
constexpr int k_gzip = 16;  // added to the window's size

/// zlib's own gzip header: time 0, no name, system Unix.
class GzipWriter {
public:
    GzipWriter() = default;
    GzipWriter(const GzipWriter&) = delete;
    GzipWriter& operator=(const GzipWriter&) = delete;
    ~GzipWriter() { deflateEnd(&stream_); }

    Result<void> start() {
        if (deflateInit2(&stream_, k_level, Z_DEFLATED, MAX_WBITS + k_gzip, 8,
                         Z_DEFAULT_STRATEGY) != Z_OK)
            return fail(ErrorCode::exhausted, "zlib has no memory to pack the sdist");
        return ok();
    }

    Result<void> write(std::string_view bytes) { return push(bytes, Z_NO_FLUSH); }
    Result<std::string> finish() {
        SPOKE_TRY(push({}, Z_FINISH));
        return std::move(out_);
    }

private:
    Result<void> push(std::string_view bytes, int flush) {
        if (bytes.size() > std::numeric_limits<uInt>::max())
            return fail(ErrorCode::internal, "a block of the sdist is too large");
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        std::array<char, std::size_t{64} << 10U> block{};
        for (;;) {
            stream_.next_out = reinterpret_cast<Bytef*>(block.data());
            stream_.avail_out = static_cast<uInt>(block.size());
            const int code = deflate(&stream_, flush);
            if (code == Z_STREAM_ERROR)
                return fail(ErrorCode::internal, "zlib can't pack the sdist");
            out_.append(block.data(), block.size() - stream_.avail_out);
            if (stream_.avail_out != 0) return ok();
        }
    }

    z_stream stream_{};
    std::string out_;
};

}  // namespace

Result<std::string> make_canonical_sdist(int fd, const python::SdistName& name, base::Moment epoch,
                                         const Limits& limits) {
    SPOKE_TRY(const auto tree, load_source_tree(fd, limits));
    const auto top = python::SdistName::make(name.project(), name.version()).text();
    const auto folder = top.substr(0, top.size() - std::string_view(".tar.gz").size());
    GzipWriter packer;
    SPOKE_TRY(packer.start());
    SPOKE_TRY(auto writer,
              TarWriter::open([&](std::string_view bytes) { return packer.write(bytes); }, epoch));
    for (std::size_t i = 0; i < tree.bytes.size(); ++i) {
        const auto& entry = tree.listing.entries[i];
        const auto path = folder + entry.path.substr(tree.listing.top.size());
        if (entry.kind == SourceEntryKind::file)
            SPOKE_TRY(writer.add_file(path, tree.bytes[i], entry.executable));
        if (entry.kind == SourceEntryKind::link) SPOKE_TRY(writer.add_link(path, entry.target));
    }
    SPOKE_TRY(writer.finish());
    return packer.finish();
}

}  // namespace spoke::archive
