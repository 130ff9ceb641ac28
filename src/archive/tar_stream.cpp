#include "archive/tar_stream.hpp"

#include <fmt/format.h>

#include <utility>

#include "archive/budget.hpp"
#include "archive/byte_stream.hpp"
#include "archive/path_rules.hpp"
#include "archive/tar_reader.hpp"
#include "archive/tar_writer.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {

Result<std::vector<TarMember>> read_tar_members(int fd, const Limits& limits) {
    Budget budget(limits);
    NameSet names;
    std::vector<TarMember> members;
    const auto stream = make_descriptor_stream(fd);
    SPOKE_TRY(read_tar(*stream, budget, [&](TarEntry entry) -> Result<void> {
        const auto kind = entry.kind == TarKind::folder ? NameKind::folder : NameKind::leaf;
        SPOKE_TRY(names.add(entry.path, kind));
        if (entry.kind == TarKind::folder) return ok();
        if (entry.kind != TarKind::file)
            return fail(ErrorCode::invalid,
                        fmt::format("member '{}' is a link; only files may be there",
                                    base::printable(entry.path)));
        members.push_back({std::move(entry.path), std::move(entry.bytes), entry.executable});
        return ok();
    }));
    return members;
}

Result<void> write_tar(std::span<const TarMember> members, const ByteSink& sink,
                       base::Moment epoch) {
    SPOKE_TRY(auto writer, TarWriter::open(sink, epoch));
    for (const auto& member : members)
        SPOKE_TRY(writer.add_file(member.path, member.bytes, member.executable));
    return writer.finish();
}

}  // namespace spoke::archive
