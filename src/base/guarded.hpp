#pragma once

#include <mutex>
#include <utility>

namespace spoke::base {

/// A value that is reachable only while its lock is held. Never hold a lease across co_await.
template <class T>
class Guarded {
public:
    Guarded() = default;
    explicit Guarded(T value) : value_(std::move(value)) {}

    class Lease {
    public:
        T& operator*() { return *value_; }
        T* operator->() { return value_; }
        std::unique_lock<std::mutex>& lock() { return lock_; }  ///< for a condition variable

    private:
        friend class Guarded;
        Lease(std::mutex& mutex, T& value) : lock_(mutex), value_(&value) {}
        std::unique_lock<std::mutex> lock_;
        T* value_;
    };

    Lease lock() { return Lease(mutex_, value_); }

private:
    std::mutex mutex_;
    T value_{};
};

}  // namespace spoke::base
