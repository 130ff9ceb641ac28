#include "http/status_lines.hpp"

#include <fmt/format.h>

#include "http/head_writer.hpp"

namespace spoke::http {

void StatusLines::set_time(base::Moment now) {
    std::string date = base::format_http_date(now);
    if (date == date_) return;
    date_ = std::move(date);
    entries_.clear();
}

std::string_view StatusLines::get(int status, ConnectionLine line) {
    for (const Entry& entry : entries_)
        if (entry.status == status && entry.line == line) return entry.text;
    return entries_.emplace_back(Entry{status, line, make(status, usual_reason(status), line)})
        .text;
}

std::string StatusLines::make(int status, std::string_view reason, ConnectionLine line) const {
    std::string_view connection;
    if (line == ConnectionLine::close) connection = "Connection: close\r\n";
    if (line == ConnectionLine::keep_alive) connection = "Connection: keep-alive\r\n";
    return fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n{}", status, reason, date_, connection);
}

}  // namespace spoke::http
