#include "sandbox/process_table.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/file.hpp"

namespace spoke::sandbox {
namespace {

// Positions in `stat` after the name, counted from the state (field 3 of proc(5)) as 0.
constexpr std::size_t k_user_time = 11;
constexpr std::size_t k_children_system_time = 14;
constexpr std::size_t k_threads = 17;
constexpr std::size_t k_resident = 21;

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return out;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> out;
    out.reserve(52);
    while (!text.empty()) {
        const auto word = text.substr(0, text.find_first_of(" \n"));
        if (!word.empty()) out.push_back(word);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return out;
}

std::optional<std::string> read_below(int folder, const std::string& path) {
    const base::FileHandle file(::openat(folder, path.c_str(), O_RDONLY | O_CLOEXEC));  // NOLINT
    if (!file.valid()) return std::nullopt;
    std::array<char, 4096> buffer;
    const auto got = ::read(file.get(), buffer.data(), buffer.size());
    if (got <= 0) return std::nullopt;
    return std::string(buffer.data(), static_cast<std::size_t>(got));
}

/// `Pss_Anon:    1234 kB` of smaps_rollup.
std::uint64_t kilobytes_of(std::string_view text, std::string_view name) {
    auto at = text.find(name);
    if (at == std::string_view::npos) return 0;
    at = text.find_first_not_of(' ', at + name.size());
    if (at == std::string_view::npos) return 0;
    const auto digits = text.substr(at, text.find(' ', at) - at);
    return number_of(digits).value_or(0) * 1024;
}

}  // namespace

Result<ProcessEntry> parse_process_entry(std::string_view line) {
    const auto open = line.find(" (");
    const auto close = line.rfind(") ");
    if (open == std::string_view::npos || close == std::string_view::npos)
        return fail(ErrorCode::invalid, "not a process's state");
    const auto number = number_of(line.substr(0, open));
    const auto words = words_of(line.substr(close + 2));
    if (!number || words.size() <= k_resident)
        return fail(ErrorCode::invalid, "not a process's state");
    static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    static const auto tick = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    ProcessEntry out;
    out.number = static_cast<int>(*number);
    out.threads = static_cast<unsigned>(number_of(words[k_threads]).value_or(1));
    out.resident = number_of(words[k_resident]).value_or(0) * page;
    std::uint64_t ticks = 0;
    for (auto i = k_user_time; i <= k_children_system_time; ++i)
        ticks += number_of(words[i]).value_or(0);
    out.cpu = std::chrono::milliseconds(ticks * 1000 / tick);
    return out;
}

ProcessTable read_process_table(int proc_folder) {
    ProcessTable out;
    const int folder = ::openat(proc_folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return out;
    const std::unique_ptr<DIR, decltype(&::closedir)> list(::fdopendir(folder), &::closedir);
    if (!list) return out;
    while (const auto* entry =
               ::readdir(list.get())) {  // NOLINT(concurrency-mt-unsafe): our own list
        const std::string_view name = entry->d_name;
        if (!number_of(name)) continue;
        const auto line = read_below(folder, fmt::format("{}/stat", name));
        if (!line) continue;
        const auto process = parse_process_entry(*line);
        if (!process) continue;
        out.tasks += process->threads;
        out.resident += process->resident;
        out.cpu += process->cpu;
        out.processes.push_back(*process);
    }
    return out;
}

std::uint64_t private_memory(int proc_folder, const ProcessTable& table) {
    std::uint64_t out = 0;
    for (const auto& process : table.processes) {
        const auto text = read_below(proc_folder, fmt::format("{}/smaps_rollup", process.number));
        if (!text) continue;  // it has ended
        out += kilobytes_of(*text, "\nPss_Anon:") + kilobytes_of(*text, "\nPss_Shmem:") +
               kilobytes_of(*text, "\nSwapPss:");
    }
    return out;
}

}  // namespace spoke::sandbox
