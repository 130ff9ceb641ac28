#include "sandbox/memory_gauge.hpp"

#include <fcntl.h>

#include <cerrno>
#include <utility>

namespace spoke::sandbox {

Result<MemoryGauge> MemoryGauge::start(int proc_folder) {
    base::FileHandle folder(::fcntl(proc_folder, F_DUPFD_CLOEXEC, 3));
    if (!folder.valid()) return fail(error_from_errno(errno, "measuring memory"));
    return MemoryGauge(std::move(folder));
}

MemoryGauge::MemoryGauge(base::FileHandle proc_folder) : shared_(std::make_unique<Shared>()) {
    shared_->proc_folder = std::move(proc_folder);
    thread_ = std::jthread(
        [shared = shared_.get()](const std::stop_token& stop) { measure(stop, *shared); });
}

MemoryGauge::~MemoryGauge() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

void MemoryGauge::ask(const ProcessTable& table) {
    auto state = shared_->state.lock();
    if (state->question) return;
    state->question = table;
    state->asked = Ticks::now();
    shared_->changed.notify_one();
}

std::optional<std::uint64_t> MemoryGauge::answer(Ticks::duration age) const {
    auto state = shared_->state.lock();
    if (state->answer && Ticks::now() - state->answered <= age) return state->answer;
    return std::nullopt;
}

MemoryGauge::Ticks::duration MemoryGauge::waiting() const {
    auto state = shared_->state.lock();
    return state->question ? Ticks::now() - state->asked : Ticks::duration(0);
}

void MemoryGauge::measure(const std::stop_token& stop, Shared& shared) {
    for (;;) {
        ProcessTable table;
        {
            auto state = shared.state.lock();
            const auto asked = [&] {
                return state->question.has_value();
            };
            if (!shared.changed.wait(state.lock(), stop, asked)) return;
            table = *state->question;
        }
        const auto bytes = private_memory(shared.proc_folder.get(), table);
        auto state = shared.state.lock();
        state->answer = bytes;
        state->answered = Ticks::now();
        state->question.reset();
    }
}

}  // namespace spoke::sandbox
