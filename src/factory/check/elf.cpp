#include "factory/check/elf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace spoke::factory {
namespace {

constexpr std::size_t k_max_program_headers = 512;
constexpr std::size_t k_max_dynamic_entries = 16384;
constexpr std::size_t k_max_version_entries = 65536;
constexpr std::size_t k_max_symbols = 4'000'000;
constexpr std::size_t k_max_string = 65536;
/// Of all names together: entries may all point to one long string.
constexpr std::size_t k_max_names = std::size_t{64} << 20U;

constexpr std::uint32_t k_load = 1;
constexpr std::uint32_t k_dynamic = 2;
constexpr std::uint32_t k_gnu_stack = 0x6474e551;
constexpr std::uint32_t k_gnu_relro = 0x6474e552;

/// Tags of the dynamic section (System V ABI and its GNU extensions).
enum DynamicTag : std::uint64_t {
    tag_null = 0,
    tag_needed = 1,
    tag_hash = 4,
    tag_string_table = 5,
    tag_symbol_table = 6,
    tag_string_size = 10,
    tag_soname = 14,
    tag_rpath = 15,
    tag_text_relocations = 22,
    tag_bind_now = 24,
    tag_runpath = 29,
    tag_flags = 30,
    tag_gnu_hash = 0x6ffffef5,
    tag_flags_1 = 0x6ffffffb,
    tag_version_needed = 0x6ffffffe,
    tag_version_needed_count = 0x6fffffff,
};

std::unexpected<Error> broken(std::string_view what) {
    return fail(ErrorCode::invalid, fmt::format("the ELF file is broken: {}", what));
}

std::string machine_name(std::uint64_t number, unsigned bits, bool little_endian) {
    switch (number) {
        case 3:
            return "i686";
        case 20:
            return "ppc";
        case 21:
            return little_endian ? "ppc64le" : "ppc64";
        case 22:
            return bits == 64 ? "s390x" : "s390";
        case 40:
            return "armv7l";
        case 62:
            return "x86_64";
        case 183:
            return "aarch64";
        case 243:
            return bits == 64 ? "riscv64" : "riscv32";
        case 258:
            return "loongarch64";
        default:
            return fmt::format("machine-{}", number);
    }
}

/// Numbers of the file in its own width and order; every read is checked.
class View {
public:
    View(std::string_view bytes, unsigned bits, bool little)
        : bytes_(bytes), bits_(bits), little_(little) {}

    std::size_t size() const { return bytes_.size(); }
    unsigned bits() const { return bits_; }
    std::size_t word() const { return bits_ == 64 ? 8 : 4; }

    Result<std::uint64_t> number(std::uint64_t offset, std::size_t width) const {
        if (offset > bytes_.size() || width > bytes_.size() - offset)
            return broken(fmt::format("it points to byte {}, but has {}", offset, bytes_.size()));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const auto place = static_cast<std::size_t>(offset) + (little_ ? width - 1 - i : i);
            value = (value << 8U) | static_cast<unsigned char>(bytes_[place]);
        }
        return value;
    }

    /// A string that ends within the file and the limit.
    Result<std::string> text(std::uint64_t offset) const {
        if (offset >= bytes_.size()) return broken("a string is outside of it");
        const auto rest = bytes_.substr(static_cast<std::size_t>(offset), k_max_string);
        const auto end = rest.find('\0');
        if (end == std::string_view::npos) return broken("a string does not end");
        return std::string(rest.substr(0, end));
    }

private:
    std::string_view bytes_;
    unsigned bits_;
    bool little_;
};

struct Segment {
    std::uint64_t type = 0;
    std::uint64_t flags = 0;
    std::uint64_t offset = 0;
    std::uint64_t address = 0;
    std::uint64_t file_size = 0;
};

class Reader {
public:
    explicit Reader(View view) : view_(view) {}

    Result<ElfFacts> read(bool little_endian) {
        facts_.bits = view_.bits();
        facts_.little_endian = little_endian;
        SPOKE_TRY(const auto type, view_.number(16, 2));
        facts_.is_shared = type == 3;
        SPOKE_TRY(const auto machine, view_.number(18, 2));
        facts_.machine = machine_name(machine, view_.bits(), little_endian);
        SPOKE_TRY(read_segments());
        SPOKE_TRY(read_dynamic());
        SPOKE_TRY(read_names());
        SPOKE_TRY(read_versions());
        SPOKE_TRY(read_exports());
        std::ranges::sort(facts_.needed_versions);
        std::ranges::sort(facts_.exports);
        return std::move(facts_);
    }

private:
    Result<void> read_segments() {
        const bool wide = view_.bits() == 64;
        SPOKE_TRY(const auto table, view_.number(wide ? 32 : 28, view_.word()));
        SPOKE_TRY(const auto entry_size, view_.number(wide ? 54 : 42, 2));
        SPOKE_TRY(const auto count, view_.number(wide ? 56 : 44, 2));
        if (count > k_max_program_headers) return broken("it has too many program headers");
        if (count != 0 && entry_size < (wide ? 56U : 32U))
            return broken("its program headers are too small");
        if (table > view_.size()) return broken("its program headers are outside of it");
        facts_.executable_stack = true;  // what a loader assumes without PT_GNU_STACK
        for (std::uint64_t i = 0; i < count; ++i) {
            SPOKE_TRY(const auto segment, read_segment(table + i * entry_size, wide));
            if (segment.type == k_gnu_stack) facts_.executable_stack = (segment.flags & 1U) != 0;
            if (segment.type == k_gnu_relro) has_relro_ = true;
            if (segment.type == k_load) loads_.push_back(segment);
            if (segment.type == k_dynamic) dynamic_ = segment;
        }
        return ok();
    }

    Result<Segment> read_segment(std::uint64_t at, bool wide) const {
        Segment segment;
        const auto word = view_.word();
        SPOKE_TRY(segment.type, view_.number(at, 4));
        SPOKE_TRY(segment.flags, view_.number(at + (wide ? 4 : 24), 4));
        SPOKE_TRY(segment.offset, view_.number(at + (wide ? 8 : 4), word));
        SPOKE_TRY(segment.address, view_.number(at + (wide ? 16 : 8), word));
        SPOKE_TRY(segment.file_size, view_.number(at + (wide ? 32 : 16), word));
        return segment;
    }

    Result<void> read_dynamic() {
        if (!dynamic_) return ok();
        const auto step = 2 * view_.word();
        const auto count = dynamic_->file_size / step;
        if (count > k_max_dynamic_entries) return broken("its dynamic section is too long");
        if (dynamic_->offset > view_.size()) return broken("its dynamic section is outside of it");
        for (std::uint64_t i = 0; i < count; ++i) {
            SPOKE_TRY(const auto tag, view_.number(dynamic_->offset + i * step, view_.word()));
            SPOKE_TRY(const auto value,
                      view_.number(dynamic_->offset + i * step + view_.word(), view_.word()));
            if (tag == tag_null) break;
            tags_.emplace_back(tag, value);
        }
        return ok();
    }

    std::optional<std::uint64_t> tag(std::uint64_t wanted) const {
        for (const auto& [tag, value] : tags_)
            if (tag == wanted) return value;
        return std::nullopt;
    }

    /// Where in the file an address of memory comes from.
    Result<std::uint64_t> offset_of(std::uint64_t address) const {
        for (const auto& load : loads_)
            if (address >= load.address && address - load.address < load.file_size) {
                const auto offset = load.offset + (address - load.address);
                if (offset < load.offset || offset >= view_.size()) break;
                return offset;
            }
        return broken(fmt::format("the address {:#x} is in none of its segments", address));
    }

    Result<std::string> name_at(std::uint64_t index) {
        const auto table = tag(tag_string_table);
        if (!table) return broken("it has names, but no string table");
        const auto size = tag(tag_string_size);
        if (size && index >= *size) return broken("a name is outside of the string table");
        SPOKE_TRY(const auto offset, offset_of(*table));
        if (index > view_.size()) return broken("a name is outside of it");
        SPOKE_TRY(auto text, view_.text(offset + index));
        names_ += text.size();
        if (names_ > k_max_names) return broken("its names are too long together");
        return text;
    }

    Result<void> read_names() {
        for (const auto& [tag, value] : tags_) {
            if (tag == tag_needed) {
                SPOKE_TRY(auto name, name_at(value));
                facts_.needed.push_back(std::move(name));
            } else if (tag == tag_soname) {
                SPOKE_TRY(facts_.soname, name_at(value));
            } else if (tag == tag_rpath || tag == tag_runpath) {
                SPOKE_TRY(const auto paths, name_at(value));
                add_search_paths(paths);
            }
        }
        constexpr std::uint64_t k_flag_text_relocations = 4;
        constexpr std::uint64_t k_flag_bind_now = 8;
        constexpr std::uint64_t k_flag_1_now = 1;
        const auto flags = tag(tag_flags).value_or(0);
        facts_.text_relocations =
            tag(tag_text_relocations) || (flags & k_flag_text_relocations) != 0;
        const bool now = tag(tag_bind_now) || (flags & k_flag_bind_now) != 0 ||
                         (tag(tag_flags_1).value_or(0) & k_flag_1_now) != 0;
        facts_.relro = !has_relro_ ? Fortification::none
                       : now       ? Fortification::full
                                   : Fortification::partial;
        return ok();
    }

    void add_search_paths(std::string_view paths) {
        while (!paths.empty()) {
            const auto end = std::min(paths.find(':'), paths.size());
            facts_.search_paths.emplace_back(paths.substr(0, end));
            paths.remove_prefix(std::min(end + 1, paths.size()));
        }
    }

    /// Elf_Verneed: version, count, file, auxiliary offset, next; Elf_Vernaux: hash, flags, other,
    /// name, next. Both have the same layout in 32 and 64 bits.
    Result<void> read_versions() {
        const auto table = tag(tag_version_needed);
        if (!table) return ok();
        SPOKE_TRY(auto at, offset_of(*table));
        std::size_t budget = k_max_version_entries;
        for (;;) {
            SPOKE_TRY(const auto count, view_.number(at + 2, 2));
            SPOKE_TRY(const auto file, view_.number(at + 4, 4));
            SPOKE_TRY(const auto first, view_.number(at + 8, 4));
            SPOKE_TRY(const auto next, view_.number(at + 12, 4));
            SPOKE_TRY(const auto library, name_at(file));
            auto place = at + first;
            for (std::uint64_t i = 0; i < count; ++i) {
                if (budget-- == 0) return broken("it has too many symbol versions");
                SPOKE_TRY(const auto name, view_.number(place + 8, 4));
                SPOKE_TRY(const auto step, view_.number(place + 12, 4));
                SPOKE_TRY(auto version, name_at(name));
                facts_.needed_versions.push_back({library, std::move(version)});
                if (step == 0) break;
                place += step;
            }
            if (next == 0) return ok();
            if (budget-- == 0) return broken("it has too many symbol versions");
            at += next;
        }
    }

    /// The number of dynamic symbols stands in a hash table only.
    Result<std::uint64_t> count_symbols() const {
        if (const auto table = tag(tag_hash)) {
            SPOKE_TRY(const auto offset, offset_of(*table));
            return view_.number(offset + 4, 4);
        }
        if (const auto table = tag(tag_gnu_hash)) {
            SPOKE_TRY(const auto offset, offset_of(*table));
            return count_by_gnu_hash(offset);
        }
        return std::uint64_t{0};
    }

    Result<std::uint64_t> count_by_gnu_hash(std::uint64_t table) const {
        SPOKE_TRY(const auto buckets, view_.number(table, 4));
        SPOKE_TRY(const auto first, view_.number(table + 4, 4));
        SPOKE_TRY(const auto bloom, view_.number(table + 8, 4));
        if (buckets > k_max_symbols || bloom > k_max_symbols)
            return broken("its hash table is too large");
        const auto bucket_table = table + 16 + bloom * view_.word();
        const auto chains = bucket_table + buckets * 4;
        std::uint64_t last = 0;
        for (std::uint64_t i = 0; i < buckets; ++i) {
            SPOKE_TRY(const auto bucket, view_.number(bucket_table + i * 4, 4));
            last = std::max(last, bucket);
        }
        if (last < first) return first;
        for (std::uint64_t i = last; i < k_max_symbols; ++i) {
            SPOKE_TRY(const auto hash, view_.number(chains + (i - first) * 4, 4));
            if ((hash & 1U) != 0) return i + 1;
        }
        return broken("its hash table does not end");
    }

    Result<void> read_exports() {
        const auto table = tag(tag_symbol_table);
        if (!table) return ok();
        SPOKE_TRY(const auto count, count_symbols());
        if (count > k_max_symbols) return broken("it has too many symbols");
        SPOKE_TRY(const auto offset, offset_of(*table));
        const bool wide = view_.bits() == 64;
        const std::uint64_t step = wide ? 24 : 16;
        for (std::uint64_t i = 1; i < count; ++i) {
            const auto at = offset + i * step;
            SPOKE_TRY(const auto name, view_.number(at, 4));
            SPOKE_TRY(const auto info, view_.number(at + (wide ? 4 : 12), 1));
            SPOKE_TRY(const auto other, view_.number(at + (wide ? 5 : 13), 1));
            SPOKE_TRY(const auto section, view_.number(at + (wide ? 6 : 14), 2));
            const auto binding = info >> 4U;
            const bool visible = (other & 3U) == 0 || (other & 3U) == 3;
            // Global, weak or unique, defined, and seen from outside.
            if ((binding != 1 && binding != 2 && binding != 10) || section == 0 || !visible)
                continue;
            SPOKE_TRY(auto text, name_at(name));
            facts_.exports.push_back(std::move(text));
        }
        return ok();
    }

    View view_;
    ElfFacts facts_;
    std::vector<Segment> loads_;
    std::optional<Segment> dynamic_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> tags_;
    bool has_relro_ = false;
    std::size_t names_ = 0;
};

}  // namespace

bool is_elf(std::string_view bytes) {
    return bytes.starts_with(
        "\x7f"
        "ELF");
}

Result<ElfFacts> read_elf(std::string_view bytes) {
    constexpr std::size_t k_identification = 16;
    if (!is_elf(bytes) || bytes.size() < k_identification) return broken("its first bytes");
    const auto kind = bytes[4];
    const auto order = bytes[5];
    if ((kind != 1 && kind != 2) || (order != 1 && order != 2))
        return broken("its class or order of bytes");
    return Reader(View(bytes, kind == 2 ? 64 : 32, order == 1)).read(order == 1);
}

}  // namespace spoke::factory
