#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "http/handler.hpp"

namespace spoke::http {

/// What one line says. Raw text of the client's (`method`, `target`, `agent`) is redacted and
/// escaped when it is written.
struct AccessLine {
    std::string_view time;
    const base::Id* event = nullptr;
    std::string_view peer;
    std::string_view method;
    std::string_view target;
    std::string_view agent;
    int status = 0;
    std::uint64_t sent = 0;
    std::chrono::microseconds took{};
    const LogFacts* facts = nullptr;
};

/// RFC 3339 with six digits of fraction, cheap for moments that come one after the other. Of one
/// thread; a view lives until the next call.
class TimeText {
public:
    std::string_view of(base::Moment moment);

private:
    std::chrono::sys_seconds second_{};
    std::string text_;
};

/// Appends one JSON object and a newline.
void append_access_line(std::string& out, const AccessLine& line);

/// Takes whole lines from the HTTP threads, and writes them on a thread of its own, so that a slow
/// disk never holds up an answer. When it can't keep up, lines are dropped, counted and logged.
class AccessLog {
public:
    /// A file (made, appended to), or "-" for standard output.
    static Result<std::unique_ptr<AccessLog>> open(const std::string& path);
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;
    ~AccessLog();  ///< writes what is left

    void submit(std::string lines);

private:
    explicit AccessLog(base::FileHandle file);
    void run();

    struct State {
        std::vector<std::string> waiting;
        std::size_t bytes = 0;
        std::uint64_t dropped = 0;
        bool closing = false;
    };
    base::FileHandle file_;
    base::Guarded<State> state_;
    std::condition_variable wake_;
    std::jthread thread_;
};

}  // namespace spoke::http
