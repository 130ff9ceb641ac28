#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.hpp"
#include "base/result.hpp"

namespace spoke::base {

/// A fixed number of threads for blocking work, and a bounded queue before them. May be used from
/// any thread. The destructor runs what is queued and joins, so that whoever waits for a result
/// gets one; what the work refers to must outlive the pool. An exception that leaves the work is
/// logged and ends that piece of work only.
class Pool {
public:
    using Work = std::move_only_function<void()>;

    Pool(std::string name, std::size_t threads, std::size_t queue_limit);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool();

    /// `exhausted` when `queue_limit` pieces wait already: the caller answers "try later".
    Result<void> submit(Work work);

    const std::string& name() const { return name_; }
    std::size_t waiting() const;

private:
    struct State {
        std::deque<Work> queue;
        bool closing = false;
    };
    void run();

    std::string name_;
    std::size_t queue_limit_;
    mutable Guarded<State> state_;
    std::condition_variable wake_;
    std::vector<std::jthread> threads_;
};

}  // namespace spoke::base
