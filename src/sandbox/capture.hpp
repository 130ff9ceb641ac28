#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::sandbox {

/// A log of any length in bounded memory: the first and the last bytes stay.
class LogCapture {
public:
    LogCapture(std::size_t head_limit, std::size_t tail_limit);

    void add(std::string_view bytes);
    std::uint64_t dropped() const;
    /// Head, one line that says how much is left out, tail.
    std::string text() const;

private:
    std::size_t head_limit_;
    std::size_t tail_limit_;
    std::uint64_t total_ = 0;
    std::string head_;
    std::string tail_;  ///< up to twice its limit, so that it is seldom moved
};

/// The output stream, into a memory file up to a limit.
class OutputCapture {
public:
    static Result<OutputCapture> make(std::uint64_t limit);

    Result<void> add(std::string_view bytes);
    bool overflowed() const { return overflowed_; }
    std::uint64_t size() const { return size_; }
    /// The sealed file; an overflowed one is not worth reading.
    Result<base::FileHandle> finish();

private:
    OutputCapture(base::FileHandle file, std::uint64_t limit)
        : file_(std::move(file)), limit_(limit) {}
    base::FileHandle file_;
    std::uint64_t limit_;
    std::uint64_t size_ = 0;
    bool overflowed_ = false;
};

}  // namespace spoke::sandbox
