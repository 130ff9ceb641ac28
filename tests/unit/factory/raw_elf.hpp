#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace spoke::factory::test {

/// A 64-bit little-endian shared object with just the parts that a dynamic linker reads; addresses
/// are offsets.
struct RawElf {
    std::uint16_t machine = 62;
    std::uint16_t type = 3;
    std::vector<std::string> needed{"libc.so.6"};
    std::string soname = {};
    std::string runpath = {};
    std::string rpath = {};
    std::vector<std::pair<std::string, std::vector<std::string>>> versions{
        {"libc.so.6", {"GLIBC_2.2.5"}}};
    std::vector<std::string> exports{"PyInit__fast"};
    std::vector<std::string> imports{"PyModule_Create2"};
    bool text_relocations = false;
    bool executable_stack = false;
    bool relro = true;
    bool bind_now = true;
    std::string code = "code";  ///< bytes that no reader looks at

    std::string bytes() const { return Writer(*this).run(); }

private:
    class Writer {
    public:
        explicit Writer(const RawElf& elf) : elf_(elf) {}

        std::string run() {
            collect();
            constexpr std::uint64_t k_headers = 64 + 4 * 56;
            const auto strings_at = k_headers;
            const auto symbols_at = align(strings_at + strings_.size());
            const auto hash_at = symbols_at + symbols_.size();
            const auto versions_at = align(hash_at + 12);
            const auto dynamic_at = align(versions_at + verneed_.size());
            tag(5, strings_at);
            tag(10, strings_.size());
            tag(6, symbols_at);
            tag(4, hash_at);
            if (!verneed_.empty()) tag(0x6ffffffe, versions_at);
            tag(0, 0);
            const auto end = dynamic_at + dynamic_.size() + elf_.code.size();
            std::string out = header();
            segment(out, 1, 4, 0, end);
            segment(out, 2, 6, dynamic_at, dynamic_.size());
            segment(out, 0x6474e551, elf_.executable_stack ? 7 : 6, 0, 0);
            segment(out, elf_.relro ? 0x6474e552 : 4, 4, 0, 0);
            out += strings_;
            out.resize(symbols_at);
            out += symbols_;
            put(out, 1, 4);
            put(out, symbols_.size() / 24, 4);
            put(out, 0, 4);
            out.resize(versions_at);
            out += verneed_;
            out.resize(dynamic_at);
            return out + dynamic_ + elf_.code;
        }

    private:
        static std::uint64_t align(std::uint64_t value) { return (value + 7) / 8 * 8; }
        static void put(std::string& out, std::uint64_t value, int width) {
            for (int i = 0; i < width; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
        }
        std::uint64_t string(const std::string& text) {
            const auto place = strings_.size();
            strings_ += text + '\0';
            return place;
        }
        void tag(std::uint64_t key, std::uint64_t value) {
            put(dynamic_, key, 8);
            put(dynamic_, value, 8);
        }

        void collect() {
            string("");
            for (const auto& name : elf_.needed) tag(1, string(name));
            if (!elf_.soname.empty()) tag(14, string(elf_.soname));
            if (!elf_.rpath.empty()) tag(15, string(elf_.rpath));
            if (!elf_.runpath.empty()) tag(29, string(elf_.runpath));
            if (elf_.text_relocations) tag(22, 0);
            if (elf_.bind_now) tag(30, 8);
            symbols_.append(24, '\0');
            for (const auto& name : elf_.imports) symbol(name, 0);
            for (const auto& name : elf_.exports) symbol(name, 1);
            for (std::size_t i = 0; i < elf_.versions.size(); ++i) verneed(i);
        }
        void symbol(const std::string& name, std::uint64_t section) {
            put(symbols_, string(name), 4);
            put(symbols_, 0x12, 1);  // global function
            put(symbols_, 0, 1);
            put(symbols_, section, 2);
            put(symbols_, 0, 16);
        }
        void verneed(std::size_t index) {
            const auto& [library, names] = elf_.versions[index];
            const bool last = index + 1 == elf_.versions.size();
            put(verneed_, 1, 2);
            put(verneed_, names.size(), 2);
            put(verneed_, string(library), 4);
            put(verneed_, 16, 4);
            put(verneed_, last ? 0 : 16 + 16 * names.size(), 4);
            for (std::size_t i = 0; i < names.size(); ++i) {
                put(verneed_, 0, 4);
                put(verneed_, 0, 4);
                put(verneed_, string(names[i]), 4);
                put(verneed_, i + 1 == names.size() ? 0 : 16, 4);
            }
        }
        std::string header() const {
            std::string out(
                "\x7f"
                "ELF\x02\x01\x01",
                7);
            out.resize(16);
            put(out, elf_.type, 2);
            put(out, elf_.machine, 2);
            put(out, 1, 4);
            put(out, 0, 8);
            put(out, 64, 8);  // program headers
            put(out, 0, 8);
            put(out, 0, 4);
            put(out, 64, 2);
            put(out, 56, 2);
            put(out, 4, 2);
            out.resize(64);
            return out;
        }
        static void segment(std::string& out, std::uint64_t type, std::uint64_t flags,
                            std::uint64_t at, std::uint64_t size) {
            put(out, type, 4);
            put(out, flags, 4);
            put(out, at, 8);
            put(out, at, 8);
            put(out, at, 8);
            put(out, size, 8);
            put(out, size, 8);
            put(out, 8, 8);
        }

        const RawElf& elf_;
        std::string strings_;
        std::string symbols_;
        std::string verneed_;
        std::string dynamic_;
    };
};

}  // namespace spoke::factory::test
