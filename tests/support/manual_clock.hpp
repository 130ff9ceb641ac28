#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"

namespace spoke::tests {

/// Wall time that stands still until a test moves it. Thread-safe.
class ManualClock final : public base::Clock {
public:
    base::Moment now() const override { return base::Moment(std::chrono::microseconds(now_)); }
    void advance(std::chrono::microseconds span) { now_ += span.count(); }

private:
    std::atomic<std::int64_t> now_{1'700'000'000'000'000};
};

/// Bytes that differ from call to call and are the same in each run. Thread-safe.
class CountingRandom final : public base::Random {
public:
    std::string bytes(std::size_t count) override {
        std::uint64_t state = ++calls_ * 0x9E3779B97F4A7C15U;
        std::string out;
        for (std::size_t i = 0; i < count; ++i) {
            state ^= state >> 12U;
            state ^= state << 25U;
            state ^= state >> 27U;
            out += static_cast<char>(state * 0x2545F4914F6CDD1DU >> 56U);
        }
        return out;
    }

private:
    std::atomic<std::uint64_t> calls_{0};
};

}  // namespace spoke::tests
