#include "http/access_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "http/redact.hpp"

namespace spoke::http {
namespace {

constexpr std::size_t k_waiting_limit = 32U << 20U;
constexpr std::size_t k_text_limit = 2000;

bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
}

/// Bytes outside ASCII are shown one by one: a log line is ASCII, whatever came in.
void append_escape(std::string& out, char c) {
    if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
        return;
    }
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
}

void append_escaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto plain =
            static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
        out += text.substr(0, plain);
        if (plain == text.size()) return;
        append_escape(out, text[plain]);
        text.remove_prefix(plain + 1);
    }
}

void append_number(std::string& out, std::string_view key, std::uint64_t value) {
    out += ",\"";
    out += key;
    out += "\":";
    const fmt::format_int digits(value);
    out.append(digits.data(), digits.size());
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out += ",\"";
    out += key;
    out += "\":\"";
    append_escaped(out, value);
    out += '"';
}

}  // namespace

std::string_view TimeText::of(base::Moment moment) {
    const auto second = std::chrono::floor<std::chrono::seconds>(moment);
    if (second != second_ || text_.empty()) {
        second_ = second;
        text_ = base::format_rfc3339(second);  // "2026-01-02T03:04:05Z"
        text_.replace(text_.size() - 1, 1, ".000000Z");
    }
    auto micros = static_cast<std::uint64_t>((moment - second).count());
    for (std::size_t at = text_.size() - 2; micros > 0 || text_[at] != '.'; --at) {
        text_[at] = static_cast<char>('0' + micros % 10);
        micros /= 10;
    }
    return text_;
}

void append_access_line(std::string& out, const AccessLine& line) {
    // Appended by hand: this runs for every request, and a format string costs more than all else.
    out += R"({"time":")";
    out += line.time;
    out += R"(","event":")";
    out += line.event->text();
    out += '"';
    append_number(out, "status", static_cast<std::uint64_t>(line.status));
    append_number(out, "sent", line.sent);
    append_number(out, "took_us", static_cast<std::uint64_t>(line.took.count()));
    append_member(out, "peer", line.peer);
    append_member(out, "method", line.method);
    append_member(out, "target", redact(line.target.substr(0, k_text_limit)));
    append_member(out, "operation", line.facts->operation);
    append_member(out, "repository", line.facts->repository);
    append_member(out, "project", line.facts->project);
    append_member(out, "file", line.facts->file);
    append_member(out, "principal", line.facts->principal);
    append_member(out, "note", line.facts->note);
    append_member(out, "agent", redact(line.agent.substr(0, k_text_limit)));
    out += "}\n";
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path) {
    if (path == "-") {
        base::FileHandle copy(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
        if (!copy.valid())
            return fail(error_from_errno(errno, "can't write the access log to standard output"));
        return std::unique_ptr<AccessLog>(new AccessLog(std::move(copy)));
    }
    constexpr int k_flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
    base::FileHandle file(::open(path.c_str(), k_flags, 0640));
    if (!file.valid()) return fail(error_from_errno(errno, "can't open the access log " + path));
    return std::unique_ptr<AccessLog>(new AccessLog(std::move(file)));
}

AccessLog::AccessLog(base::FileHandle file) : file_(std::move(file)), thread_([this] { run(); }) {}

AccessLog::~AccessLog() {
    state_.lock()->closing = true;
    wake_.notify_all();
}

void AccessLog::submit(std::string lines) {
    {
        auto state = state_.lock();
        if (state->bytes + lines.size() > k_waiting_limit) {
            state->dropped +=
                static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
            return;
        }
        state->bytes += lines.size();
        state->waiting.push_back(std::move(lines));
    }
    wake_.notify_one();
}

void AccessLog::run() {
    while (true) {
        std::vector<std::string> chunks;
        std::uint64_t dropped = 0;
        {
            auto state = state_.lock();
            wake_.wait(state.lock(), [&] { return state->closing || !state->waiting.empty(); });
            if (state->waiting.empty()) return;
            chunks.swap(state->waiting);
            state->bytes = 0;
            dropped = std::exchange(state->dropped, 0);
        }
        if (dropped != 0) SPOKE_LOG(warn, "access_lines_dropped", "count", dropped);
        for (const std::string& chunk : chunks) {
            if (auto written = base::write_all(file_.get(), chunk); !written) {
                SPOKE_LOG(error, "access_log_failed", "error", written.error().describe());
                break;
            }
        }
    }
}

}  // namespace spoke::http
