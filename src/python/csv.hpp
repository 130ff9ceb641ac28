#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace spoke::python {

/// Reads CSV as RECORD has it (RFC 4180 with `\n`, `\r\n` or `\r`): a field in quotes may hold
/// commas, line breaks and doubled quotes.
class CsvReader {
public:
    explicit CsvReader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    /// The number of the line that the next row begins at, from 1.
    std::size_t line() const { return line_; }
    /// The next row's fields; a blank line gives one empty field. `invalid` for an unclosed quote
    /// or text behind a closing one.
    Result<std::vector<std::string>> next_row();

private:
    Result<std::string> next_field();
    Result<std::string> quoted_field();
    std::string_view rest_;
    std::size_t line_ = 1;
};

/// The field in quotes where it needs them.
std::string csv_field(std::string_view text);

}  // namespace spoke::python
