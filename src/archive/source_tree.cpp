#include "archive/source_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "archive/budget.hpp"
#include "archive/byte_stream.hpp"
#include "archive/link_rules.hpp"
#include "archive/path_rules.hpp"
#include "archive/random_reader.hpp"
#include "archive/tar_reader.hpp"
#include "archive/zip_reader.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {
namespace {

using namespace std::chrono;
constexpr sys_seconds k_first_time = sys_days{year{1980} / 1 / 1};
constexpr sys_seconds k_last_time = sys_days{year{2107} / 12 / 31};

std::unexpected<Error> refuse(std::string_view path, std::string_view why) {
    return fail(ErrorCode::invalid, fmt::format("member '{}' {}", base::printable(path), why));
}

/// Takes the members of either kind of archive and makes the tree.
class TreeBuilder {
public:
    Result<void> add(TarEntry entry) {
        SPOKE_TRY(check_top(entry));
        SPOKE_TRY(names_.add(entry.path,
                             entry.kind == TarKind::folder ? NameKind::folder : NameKind::leaf));
        add_parents(entry.path);
        Node node;
        switch (entry.kind) {
            case TarKind::folder:
                node.kind = SourceEntryKind::folder;
                break;
            case TarKind::symbolic_link:
                node.kind = SourceEntryKind::link;
                node.target = std::move(entry.target);
                break;
            case TarKind::hard_link: {
                SPOKE_TRY(node, follow(entry));
                break;
            }
            case TarKind::file:
                node.bytes = std::move(entry.bytes);
                node.executable = entry.executable;
                break;
        }
        if (node.kind == SourceEntryKind::file) note_time(entry.modified);
        nodes_.insert_or_assign(std::move(entry.path), std::move(node));
        return ok();
    }

    Result<SourceTree> finish() && {
        if (nodes_.empty()) return fail(ErrorCode::invalid, "the archive has no members");
        SPOKE_TRY(check_links());
        SourceTree tree;
        tree.listing.top = top_;
        tree.listing.newest = newest_;
        tree.listing.entries.reserve(nodes_.size());
        tree.bytes.reserve(nodes_.size());
        for (auto& [path, node] : nodes_) {
            SourceEntry entry{path, node.kind, node.executable, node.bytes.size(), {}, {}};
            if (node.kind == SourceEntryKind::file) entry.sha256 = crypto::sha256(node.bytes);
            entry.target = std::move(node.target);
            tree.listing.entries.push_back(std::move(entry));
            tree.bytes.push_back(std::move(node.bytes));
        }
        return tree;
    }

private:
    struct Node {
        SourceEntryKind kind = SourceEntryKind::file;
        Executable executable = Executable::no;
        std::string bytes;
        std::string target;
    };

    Result<void> check_top(const TarEntry& entry) {
        const auto slash = entry.path.find('/');
        const auto top = std::string_view(entry.path).substr(0, slash);
        if (slash == std::string::npos && entry.kind != TarKind::folder)
            return refuse(entry.path, "stands outside the one top folder of a source archive");
        if (top_.empty()) top_ = std::string(top);
        if (top != top_)
            return refuse(entry.path,
                          fmt::format("stands outside the top folder '{}'", base::printable(top_)));
        return ok();
    }

    void add_parents(std::string_view path) {
        for (auto slash = path.rfind('/'); slash != std::string_view::npos;
             slash = path.rfind('/', slash - 1)) {
            const auto added =
                nodes_.try_emplace(std::string(path.substr(0, slash)),
                                   Node{SourceEntryKind::folder, Executable::no, {}, {}});
            if (!added.second) return;
        }
    }

    /// A hard link is another name of an earlier file: its bytes are copied.
    Result<Node> follow(const TarEntry& entry) const {
        auto target = std::string_view(entry.target);
        while (target.starts_with("./")) target.remove_prefix(2);
        const auto place = nodes_.find(std::string(target));
        if (place == nodes_.end() || place->second.kind != SourceEntryKind::file)
            return refuse(entry.path,
                          fmt::format("is a hard link to '{}', which is no earlier file "
                                      "of the archive",
                                      base::printable(entry.target)));
        return place->second;
    }

    Result<void> check_links() const {
        std::map<std::string, std::string, std::less<>> links;
        for (const auto& [path, node] : nodes_)
            if (node.kind == SourceEntryKind::link) links.emplace(path, node.target);
        for (const auto& [path, target] : links) SPOKE_TRY(check_link(path, links, top_));
        return ok();
    }

    void note_time(std::int64_t modified) {
        const auto clamped = std::clamp(modified, k_first_time.time_since_epoch().count(),
                                        k_last_time.time_since_epoch().count());
        newest_ = std::max(newest_, base::Moment(seconds(clamped)));
    }

    std::string top_;
    NameSet names_;
    std::map<std::string, Node> nodes_;
    base::Moment newest_ = k_first_time;
};

Result<TarEntry> to_tar_entry(ZipReader& zip, const ZipEntry& entry) {
    TarEntry out;
    out.path = entry.name;
    out.executable = entry.executable;
    out.modified = floor<seconds>(entry.modified).time_since_epoch().count();
    out.kind = entry.kind == ZipEntryKind::folder ? TarKind::folder
               : entry.kind == ZipEntryKind::link ? TarKind::symbolic_link
                                                  : TarKind::file;
    if (out.kind == TarKind::folder) return out;
    SPOKE_TRY(auto bytes, zip.read(entry));
    (out.kind == TarKind::file ? out.bytes : out.target) = std::move(bytes);
    return out;
}

Result<SourceTree> load_zip(std::unique_ptr<RandomReader> reader, const Limits& limits) {
    SPOKE_TRY(auto zip, ZipReader::open_reader(std::move(reader), ZipRules::source, limits));
    TreeBuilder builder;
    for (const auto& entry : zip.entries()) {
        SPOKE_TRY(auto member, to_tar_entry(zip, entry));
        SPOKE_TRY(builder.add(std::move(member)));
    }
    return std::move(builder).finish();
}

Result<SourceTree> load_tar(const RandomReader& reader, const Limits& limits) {
    Budget budget(limits);
    SPOKE_TRY(const auto stream, make_unpacking_stream(reader, budget));
    TreeBuilder builder;
    SPOKE_TRY(
        read_tar(*stream, budget, [&](TarEntry entry) { return builder.add(std::move(entry)); }));
    return std::move(builder).finish();
}

}  // namespace

Result<SourceTree> load_source_tree(int fd, const Limits& limits) {
    SPOKE_TRY(auto reader, make_borrowing_reader(fd));
    if (reader->size() >= 4) {
        SPOKE_TRY(const auto magic, reader->read_string(0, 4));
        if (magic.starts_with("PK")) return load_zip(std::move(reader), limits);
    }
    return load_tar(*reader, limits);
}

}  // namespace spoke::archive
