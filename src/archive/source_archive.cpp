#include "archive/source_archive.hpp"

#include <algorithm>
#include <utility>

#include "archive/budget.hpp"
#include "archive/byte_stream.hpp"
#include "archive/random_reader.hpp"
#include "archive/source_tree.hpp"
#include "archive/tar_reader.hpp"
#include "archive/tar_writer.hpp"
#include "archive/zip_reader.hpp"

namespace spoke::archive {
namespace {

Result<void> visit_zip(std::string bytes, const Limits& limits, const FileVisitor& visitor) {
    SPOKE_TRY(auto zip, ZipReader::open_bytes(std::move(bytes), ZipRules::source, limits));
    for (const auto& entry : zip.entries()) {
        if (entry.kind != ZipEntryKind::file) continue;
        SPOKE_TRY(const auto content, zip.read(entry));
        SPOKE_TRY(visitor(entry.name, content));
    }
    return ok();
}

}  // namespace

const SourceEntry* SourceListing::find(std::string_view path) const {
    const auto place = std::ranges::lower_bound(entries, path, {}, &SourceEntry::path);
    return place != entries.end() && place->path == path ? &*place : nullptr;
}

Result<SourceListing> read_source(int fd, const Limits& limits) {
    SPOKE_TRY(auto tree, load_source_tree(fd, limits));
    return std::move(tree.listing);
}

Result<SourceListing> read_source(int fd, const Limits& limits, const SourceVisitor& visitor) {
    SPOKE_TRY(auto tree, load_source_tree(fd, limits));
    for (std::size_t i = 0; i < tree.bytes.size(); ++i)
        if (tree.listing.entries[i].kind == SourceEntryKind::file)
            SPOKE_TRY(visitor(tree.listing.entries[i], tree.bytes[i]));
    return std::move(tree.listing);
}

Result<SourceListing> repack_source(int fd, const Limits& limits, base::Moment epoch,
                                    const ByteSink& sink) {
    SPOKE_TRY(auto tree, load_source_tree(fd, limits));
    SPOKE_TRY(auto writer, TarWriter::open(sink, epoch));
    for (std::size_t i = 0; i < tree.bytes.size(); ++i) {
        const auto& entry = tree.listing.entries[i];
        switch (entry.kind) {
            case SourceEntryKind::folder:
                SPOKE_TRY(writer.add_folder(entry.path));
                break;
            case SourceEntryKind::file:
                SPOKE_TRY(writer.add_file(entry.path, tree.bytes[i], entry.executable));
                break;
            case SourceEntryKind::link:
                SPOKE_TRY(writer.add_link(entry.path, entry.target));
                break;
        }
    }
    SPOKE_TRY(writer.finish());
    return std::move(tree.listing);
}

Result<void> visit_files(std::string bytes, const Limits& limits, const FileVisitor& visitor) {
    if (bytes.starts_with("PK")) return visit_zip(std::move(bytes), limits, visitor);
    const auto reader = make_reader(std::move(bytes));
    Budget budget(limits);
    SPOKE_TRY(const auto stream, make_unpacking_stream(*reader, budget));
    return read_tar(*stream, budget, [&](const TarEntry& entry) -> Result<void> {
        if (entry.kind != TarKind::file) return ok();
        return visitor(entry.path, entry.bytes);
    });
}

Result<std::optional<std::string>> read_source_file(int fd, std::string_view path,
                                                    const Limits& limits) {
    SPOKE_TRY(auto tree, load_source_tree(fd, limits));
    const auto* entry = tree.listing.find(path);
    if (entry == nullptr || entry->kind != SourceEntryKind::file) return std::nullopt;
    return std::move(tree.bytes[static_cast<std::size_t>(entry - tree.listing.entries.data())]);
}

}  // namespace spoke::archive
