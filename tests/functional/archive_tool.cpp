// archive_tool wheel FILE OUT   reads a wheel, writes its canonical form to OUT
// archive_tool source FILE OUT  reads a source archive, writes it anew as a plain tar to OUT
// Both print a line for each file inside FILE: sha256, size, x or -, path.
#include <cstdio>
#include <string>
#include <string_view>

#include "archive/canonical_wheel.hpp"
#include "archive/source_archive.hpp"
#include "archive/wheel_reader.hpp"
#include "base/file.hpp"
#include "base/time.hpp"

namespace {

using namespace spoke;
using archive::Executable;

archive::Limits limits() {
    return archive::memory_limits(base::Deadline::after(std::chrono::minutes(2)));
}

void print(const crypto::Sha256Digest& digest, std::uint64_t size, Executable executable,
           const std::string& path) {
    std::printf("%s %llu %s %s\n", digest.hex().c_str(), static_cast<unsigned long long>(size),
                executable == Executable::yes ? "x" : "-", path.c_str());
}

Result<void> wheel(const std::string& path, const std::string& out) {
    SPOKE_TRY(auto reader, archive::WheelReader::open_file(path, limits()));
    SPOKE_TRY(auto members, reader.read_members());
    for (const auto& member : members)
        print(crypto::sha256(member.bytes), member.bytes.size(), member.executable, member.path);
    SPOKE_TRY(members, archive::make_canonical_members(std::move(members), reader.dist_info(), {}));
    SPOKE_TRY(const auto epoch, base::parse_rfc3339("2021-05-11T21:43:42Z"));
    SPOKE_TRY(const auto bytes,
              archive::write_canonical_wheel(std::move(members), reader.dist_info(), epoch));
    return base::write_file_atomically(out, bytes);
}

Result<void> source(const std::string& path, const std::string& out) {
    SPOKE_TRY(const auto file, base::open_regular_file(path));
    std::string tar;
    const auto sink = [&](std::string_view bytes) {
        tar += bytes;
        return ok();
    };
    SPOKE_TRY(const auto listing, archive::repack_source(file.get(), limits(), {}, sink));
    for (const auto& entry : listing.entries)
        if (entry.kind == archive::SourceEntryKind::file)
            print(*entry.sha256, entry.size, entry.executable, entry.path);
    return base::write_file_atomically(out, tar);
}

}  // namespace

int main(int count, char** arguments) {
    const std::string_view what = count == 4 ? arguments[1] : "";
    if (what != "wheel" && what != "source") {
        std::fputs("usage: archive_tool wheel|source FILE OUT\n", stderr);
        return 2;
    }
    const auto done =
        what == "wheel" ? wheel(arguments[2], arguments[3]) : source(arguments[2], arguments[3]);
    if (done) return 0;
    std::fprintf(stderr, "error: %s: %s\n", arguments[2], done.error().describe().c_str());
    return 1;
}
