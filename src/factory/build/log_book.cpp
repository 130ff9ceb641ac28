#include "factory/build/log_book.hpp"

namespace spoke::factory {

void LogBook::say(std::string_view text) {
    if (!text_.empty() && text_.back() != '\n') text_ += '\n';
    text_ += "== ";
    text_ += text;
    text_ += '\n';
}

void LogBook::add(std::string_view foreign) {
    const auto room = text_.size() < k_max_bytes ? k_max_bytes - text_.size() : 0;
    text_ += foreign.substr(0, room);
    if (foreign.size() > room) text_ += "\n== the rest of this log is left out\n";
}

}  // namespace spoke::factory
