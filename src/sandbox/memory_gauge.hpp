#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/file.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "sandbox/process_table.hpp"

namespace spoke::sandbox {

/// Measures memory with shared pages counted once, on a thread of its own: reading `smaps_rollup`
/// waits for a lock that the job's own processes hold, and among hundreds that fork that can take
/// minutes. The watcher asks, goes on watching, and looks for the answer. For one thread, but for
/// the thread that it owns; its end waits for a measurement under way, so kill the job first.
class MemoryGauge {
public:
    using Ticks = std::chrono::steady_clock;

    static Result<MemoryGauge> start(int proc_folder);
    MemoryGauge(MemoryGauge&&) noexcept = default;
    MemoryGauge& operator=(MemoryGauge&&) = delete;
    ~MemoryGauge();

    /// Nothing where a measurement is under way already.
    void ask(const ProcessTable& table);
    /// The newest answer, if it is not older than `age`.
    std::optional<std::uint64_t> answer(Ticks::duration age) const;
    /// How long the measurement under way has taken so far; zero where none is.
    Ticks::duration waiting() const;

private:
    struct State {
        std::optional<ProcessTable> question;
        Ticks::time_point asked;
        std::optional<std::uint64_t> answer;
        Ticks::time_point answered;
    };
    /// In a place of its own: the thread refers to it, also while the gauge is moved.
    struct Shared {
        base::FileHandle proc_folder;
        base::Guarded<State> state;
        std::condition_variable_any changed;
    };
    explicit MemoryGauge(base::FileHandle proc_folder);
    static void measure(const std::stop_token& stop, Shared& shared);

    std::unique_ptr<Shared> shared_;
    std::jthread thread_;
};

}  // namespace spoke::sandbox
