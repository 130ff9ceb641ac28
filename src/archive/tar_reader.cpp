#include "archive/tar_reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/libarchive_handle.hpp"
#include "archive/path_rules.hpp"
#include "archive/utf8_locale.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {
namespace {

constexpr std::size_t k_block_bytes = std::size_t{64} << 10U;
constexpr std::uint64_t k_step_bytes = std::uint64_t{1} << 20U;

std::unexpected<Error> refuse(std::string_view path, std::string_view why) {
    return fail(ErrorCode::invalid, fmt::format("member '{}' {}", base::printable(path), why));
}

/// Feeds libarchive, and knows where the last byte was that is not zero.
class Feed {
public:
    explicit Feed(ByteStream& stream) : stream_(stream), block_(k_block_bytes) {}

    static la_ssize_t give(::archive* handle, void* self, const void** block) {
        auto& feed = *static_cast<Feed*>(self);
        const auto got = feed.pull();
        if (feed.error_) {
            archive_set_error(handle, EIO, "the stream failed");
            return -1;
        }
        *block = feed.block_.data();
        return static_cast<la_ssize_t>(got);
    }

    std::size_t pull() {
        auto got = stream_.read(block_.data(), block_.size());
        if (!got) {
            error_ = std::move(got).error();
            return 0;
        }
        for (std::size_t i = *got; i-- > 0;) {
            if (block_[i] == 0) continue;
            used_ = given_ + i + 1;
            break;
        }
        given_ += *got;
        return *got;
    }

    /// To the end of the stream; there must be zeros only from `end` on.
    Result<void> drain(std::uint64_t end) {
        while (pull() != 0) continue;
        if (error_) return fail(*error_);
        if (used_ > end)
            return fail(ErrorCode::invalid, "there is other data behind the end of the tar");
        return ok();
    }

    const std::optional<Error>& error() const { return error_; }

private:
    ByteStream& stream_;
    std::vector<char> block_;
    std::uint64_t given_ = 0;
    std::uint64_t used_ = 0;
    std::optional<Error> error_;
};

class TarRun {
public:
    TarRun(ByteStream& stream, Budget& budget, const TarVisitor& visit)
        : feed_(stream), budget_(budget), visit_(visit) {}

    Result<void> run() {
        SPOKE_TRY(open());
        for (;;) {
            SPOKE_TRY(budget_.check_deadline());
            ::archive_entry* entry = nullptr;
            const int code = archive_read_next_header(handle_.get(), &entry);
            if (code == ARCHIVE_EOF) break;
            if (code != ARCHIVE_OK) return broken("the tar");
            SPOKE_TRY(read_entry(entry));
        }
        const auto end = archive_filter_bytes(handle_.get(), 0);
        return feed_.drain(static_cast<std::uint64_t>(end));
    }

private:
    Result<void> open() {
        handle_.reset(archive_read_new());
        if (!handle_) return fail(ErrorCode::exhausted, "libarchive has no memory");
        archive_read_support_format_tar(handle_.get());
        if (archive_read_open(handle_.get(), &feed_, nullptr, Feed::give, nullptr) != ARCHIVE_OK)
            return broken("the tar");
        return ok();
    }

    std::unexpected<Error> broken(std::string_view what) {
        if (feed_.error()) return fail(*feed_.error());
        return fail(ErrorCode::invalid, fmt::format("{} can't be read: {}", what,
                                                    base::printable(last_message(handle_.get()))));
    }

    Result<void> read_entry(::archive_entry* entry) {
        const char* name = archive_entry_pathname(entry);
        if (name == nullptr)
            return fail(ErrorCode::invalid, "a member has a name that is not UTF-8");
        TarEntry out;
        SPOKE_TRY(out.kind, kind_of(entry, name));
        std::string_view path(name);
        while (path.starts_with("./")) path.remove_prefix(2);
        if (out.kind == TarKind::folder)
            while (path.ends_with('/')) path.remove_suffix(1);
        // The folder in which the archive was made.
        if (out.kind == TarKind::folder && (path.empty() || path == ".")) return ok();
        SPOKE_TRY(check_member_path(path));
        out.path = std::string(path);
        out.modified = archive_entry_mtime(entry);
        if (out.kind == TarKind::file && (archive_entry_perm(entry) & S_IXUSR) != 0)
            out.executable = Executable::yes;
        const auto size = archive_entry_size(entry);
        if (size < 0) return refuse(path, "has a negative size");
        if (out.kind != TarKind::file && size != 0) return refuse(path, "is no file and has bytes");
        SPOKE_TRY(budget_.add_entry(path, static_cast<std::uint64_t>(size), 0));
        if (out.kind == TarKind::file) {
            SPOKE_TRY(read_bytes(out, static_cast<std::uint64_t>(size)));
        } else {
            SPOKE_TRY(read_target(entry, out));
        }
        return visit_(std::move(out));
    }

    static Result<TarKind> kind_of(::archive_entry* entry, std::string_view name) {
        if (archive_entry_hardlink(entry) != nullptr) return TarKind::hard_link;
        if (archive_entry_sparse_count(entry) != 0) return refuse(name, "is a sparse file");
        switch (archive_entry_filetype(entry)) {
            case AE_IFREG:
                return TarKind::file;
            case AE_IFDIR:
                return TarKind::folder;
            case AE_IFLNK:
                return TarKind::symbolic_link;
            default:
                return refuse(name, "is a device, a socket or a pipe");
        }
    }

    Result<void> read_bytes(TarEntry& out, std::uint64_t size) {
        // Grown as bytes come: the size is only a claim.
        for (std::size_t done = 0; done < size;) {
            SPOKE_TRY(budget_.check_deadline());
            const auto step = std::min<std::uint64_t>(size - done, k_step_bytes);
            out.bytes.resize(done + static_cast<std::size_t>(step));
            const auto got = archive_read_data(handle_.get(), out.bytes.data() + done, step);
            if (got < 0) return broken(fmt::format("member '{}'", base::printable(out.path)));
            if (got == 0) return refuse(out.path, "is cut short");
            done += static_cast<std::size_t>(got);
            out.bytes.resize(done);
        }
        return ok();
    }

    static Result<void> read_target(::archive_entry* entry, TarEntry& out) {
        if (out.kind == TarKind::folder) return ok();
        const char* target = out.kind == TarKind::hard_link ? archive_entry_hardlink(entry)
                                                            : archive_entry_symlink(entry);
        if (target == nullptr) return refuse(out.path, "is a link without a target");
        out.target = target;
        return ok();
    }

    Feed feed_;
    Budget& budget_;
    const TarVisitor& visit_;
    ReadHandle handle_;
};

}  // namespace

Result<void> read_tar(ByteStream& stream, Budget& budget, const TarVisitor& visit) {
    const Utf8Locale locale;
    SPOKE_TRY(locale.check());
    return TarRun(stream, budget, visit).run();
}

}  // namespace spoke::archive
