#include "base/pool.hpp"

#include <pthread.h>

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace spoke::base {
namespace {

void name_this_thread(const std::string& name) {
    constexpr std::size_t k_kernel_limit = 15;
    (void)pthread_setname_np(pthread_self(), name.substr(0, k_kernel_limit).c_str());
}

void run_guarded(const std::string& pool, Pool::Work& work) {
    try {
        work();
    } catch (const std::exception& error) {
        SPOKE_LOG(error, "pool_work_threw", "pool", pool, "what", error.what());
    } catch (...) {
        SPOKE_LOG(error, "pool_work_threw", "pool", pool, "what", "not a std::exception");
    }
}

}  // namespace

Pool::Pool(std::string name, std::size_t threads, std::size_t queue_limit)
    : name_(std::move(name)), queue_limit_(queue_limit) {
    SPOKE_ASSERT(threads > 0);
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Pool::~Pool() {
    state_.lock()->closing = true;
    wake_.notify_all();
    threads_.clear();
}

Result<void> Pool::submit(Work work) {
    {
        auto state = state_.lock();
        if (state->closing) return fail(ErrorCode::cancelled, "pool '" + name_ + "' is closing");
        if (state->queue.size() >= queue_limit_)
            return fail(ErrorCode::exhausted, "the queue of pool '" + name_ + "' is full");
        state->queue.push_back(std::move(work));
    }
    wake_.notify_one();
    return ok();
}

std::size_t Pool::waiting() const {
    return state_.lock()->queue.size();
}

void Pool::run() {
    name_this_thread(name_);
    while (true) {
        Work work;
        {
            auto state = state_.lock();
            wake_.wait(state.lock(), [&] { return state->closing || !state->queue.empty(); });
            if (state->queue.empty()) return;
            work = std::move(state->queue.front());
            state->queue.pop_front();
        }
        run_guarded(name_, work);
    }
}

}  // namespace spoke::base
