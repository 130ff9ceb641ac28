#include "archive/zip_reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "archive/budget.hpp"
#include "archive/libzip_source.hpp"
#include "archive/path_rules.hpp"
#include "archive/random_reader.hpp"
#include "archive/zip_layout.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {

struct ZipReader::State {
    std::unique_ptr<RandomReader> reader;
    Limits limits;
    std::vector<ZipEntry> entries;
    std::unordered_map<std::string_view, std::size_t> by_name;
    ZipHandle archive;  // after the reader, which it uses
};

namespace {

constexpr std::uint16_t k_flag_utf8 = 1U << 11U;
constexpr std::uint32_t k_dos_folder = 0x10;
constexpr std::uint64_t k_max_link_bytes = 4096;

std::unexpected<Error> refuse(std::string_view name, std::string_view why) {
    return fail(ErrorCode::invalid, fmt::format("member '{}' {}", base::printable(name), why));
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// By the mode in the upper half of the attributes, as pip reads it whatever system made the
/// archive.
Result<ZipEntryKind> kind_of(const ZipRecord& record, ZipRules rules) {
    const bool slashed = record.name.ends_with('/');
    const auto type = static_cast<mode_t>(record.attributes >> 16U) & S_IFMT;
    switch (type) {
        case S_IFLNK:
            if (rules == ZipRules::wheel)
                return refuse(record.name, "is a symbolic link, which a wheel must not have");
            if (record.size > k_max_link_bytes)
                return refuse(record.name, "is a link with a target that is too long");
            return slashed ? refuse(record.name, "is a link with the name of a folder")
                           : Result<ZipEntryKind>(ZipEntryKind::link);
        case S_IFDIR:
            if (!slashed) return refuse(record.name, "is a folder with the name of a file");
            break;
        case S_IFREG:
            if (slashed) return refuse(record.name, "is a file with the name of a folder");
            break;
        case 0:
            if (!slashed && (record.attributes & k_dos_folder) != 0)
                return refuse(record.name, "is a folder with the name of a file");
            break;
        default:
            return refuse(record.name, "is a device, a socket or a pipe");
    }
    if (!slashed) return ZipEntryKind::file;
    if (record.size != 0) return refuse(record.name, "is a folder with bytes in it");
    return ZipEntryKind::folder;
}

base::Moment from_dos_time(std::uint16_t date, std::uint16_t time) {
    using namespace std::chrono;
    const year_month_day day{year{1980 + (date >> 9)}, month{(date >> 5) & 15U},
                             std::chrono::day{date & 31U}};
    const auto clock = hours{time >> 11} + minutes{(time >> 5) & 63} + seconds{(time & 31) * 2};
    if (!day.ok() || clock >= days{1}) return sys_days{year{1980} / 1 / 1};
    return sys_days{day} + clock;
}

Result<ZipEntry> make_entry(const ZipRecord& record, ZipRules rules, std::uint64_t index) {
    // Without the flag Python reads such a name as code page 437, other readers as UTF-8.
    if ((record.flags & k_flag_utf8) == 0 && !is_ascii(record.name) && rules == ZipRules::wheel)
        return refuse(record.name, "has a name that is neither ASCII nor marked as UTF-8");
    ZipEntry entry;
    SPOKE_TRY(entry.kind, kind_of(record, rules));
    entry.name = record.name;
    if (entry.kind == ZipEntryKind::folder) entry.name.pop_back();
    const auto mode = static_cast<mode_t>(record.attributes >> 16U);
    if (entry.kind == ZipEntryKind::file && (mode & S_IXUSR) != 0)
        entry.executable = Executable::yes;
    entry.size = record.size;
    entry.packed_size = record.packed_size;
    entry.index = index;
    entry.modified = from_dos_time(record.date, record.time);
    return entry;
}

Result<std::vector<ZipEntry>> make_entries(const std::vector<ZipRecord>& records, ZipRules rules,
                                           Budget& budget) {
    NameSet names;
    std::vector<ZipEntry> entries;
    entries.reserve(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        SPOKE_TRY(auto entry, make_entry(records[i], rules, i));
        SPOKE_TRY(check_member_path(entry.name));
        SPOKE_TRY(names.add(
            entry.name, entry.kind == ZipEntryKind::folder ? NameKind::folder : NameKind::leaf));
        SPOKE_TRY(budget.add_entry(entry.name, entry.size,
                                   std::max<std::uint64_t>(entry.packed_size, 1)));
        entries.push_back(std::move(entry));
    }
    return entries;
}

/// libzip must have read the same directory as we did.
Result<void> check_agreement(zip_t* archive, const std::vector<ZipRecord>& records) {
    if (std::cmp_not_equal(zip_get_num_entries(archive, 0), records.size()))
        return fail(ErrorCode::invalid, "two readers count the members of the zip differently");
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& record = records[i];
        zip_stat_t stat;
        const char* name = zip_get_name(archive, i, ZIP_FL_ENC_RAW);
        if (name == nullptr || record.name != name || zip_stat_index(archive, i, 0, &stat) != 0 ||
            stat.size != record.size || stat.comp_size != record.packed_size ||
            stat.crc != record.crc || stat.comp_method != record.method)
            return refuse(record.name, "is not the same to two readers of zips");
    }
    return ok();
}

struct FileClose {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

Result<std::string> read_to_end(zip_file_t* file, const ZipEntry& entry, const Budget& budget) {
    constexpr std::size_t k_step = std::size_t{1} << 20U;
    std::string bytes;
    bytes.resize(static_cast<std::size_t>(entry.size));
    std::size_t done = 0;
    for (;;) {
        SPOKE_TRY(budget.check_deadline());
        // One byte past the end is asked for, so that libzip sees the end and compares the CRC.
        char extra = 0;
        const bool full = done == bytes.size();
        const auto got =
            full ? zip_fread(file, &extra, 1)
                 : zip_fread(file, bytes.data() + done, std::min(k_step, bytes.size() - done));
        if (got < 0)
            return refuse(entry.name, fmt::format("can't be unpacked: {}",
                                                  zip_error_strerror(zip_file_get_error(file))));
        if (got == 0) break;
        if (full) return refuse(entry.name, "unpacks to more bytes than announced");
        done += static_cast<std::size_t>(got);
    }
    if (done != bytes.size()) return refuse(entry.name, "unpacks to fewer bytes than announced");
    return bytes;
}

}  // namespace

ZipReader::ZipReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

Result<ZipReader> ZipReader::open_reader(std::unique_ptr<RandomReader> reader, ZipRules rules,
                                         const Limits& limits) {
    auto state = std::make_unique<State>();
    state->reader = std::move(reader);
    state->limits = limits;
    Budget budget(limits);
    SPOKE_TRY(const auto records, read_zip_layout(*state->reader, rules, limits.max_entries));
    SPOKE_TRY(state->entries, make_entries(records, rules, budget));
    // libzip answers "no such file" for an empty archive opened from a source.
    if (!records.empty()) {
        SPOKE_TRY(state->archive, open_with_libzip(*state->reader));
        SPOKE_TRY(check_agreement(state->archive.get(), records));
    }
    std::uint64_t whole = 0;
    for (std::size_t i = 0; i < state->entries.size(); ++i) {
        state->by_name.emplace(state->entries[i].name, i);
        whole += state->entries[i].size;
    }
    SPOKE_TRY(budget.check_ratio("the archive", whole, state->reader->size()));
    return ZipReader(std::move(state));
}

Result<ZipReader> ZipReader::open_file(const std::filesystem::path& path, ZipRules rules,
                                       const Limits& limits) {
    SPOKE_TRY(auto file, base::open_regular_file(path));
    return open_descriptor(std::move(file), rules, limits);
}

Result<ZipReader> ZipReader::open_descriptor(base::FileHandle file, ZipRules rules,
                                             const Limits& limits) {
    SPOKE_TRY(auto reader, make_reader(std::move(file)));
    return open_reader(std::move(reader), rules, limits);
}

Result<ZipReader> ZipReader::open_bytes(std::string bytes, ZipRules rules, const Limits& limits) {
    return open_reader(make_reader(std::move(bytes)), rules, limits);
}

const std::vector<ZipEntry>& ZipReader::entries() const {
    return state_->entries;
}

const ZipEntry* ZipReader::find(std::string_view name) const {
    const auto place = state_->by_name.find(name);
    return place == state_->by_name.end() ? nullptr : &state_->entries[place->second];
}

Result<std::string> ZipReader::read(const ZipEntry& entry) {
    if (entry.kind == ZipEntryKind::folder) return refuse(entry.name, "is a folder");
    std::unique_ptr<zip_file_t, FileClose> file(
        zip_fopen_index(state_->archive.get(), entry.index, 0));
    if (!file)
        return refuse(entry.name,
                      fmt::format("can't be unpacked: {}", zip_strerror(state_->archive.get())));
    return read_to_end(file.get(), entry, Budget(state_->limits));
}

}  // namespace spoke::archive
