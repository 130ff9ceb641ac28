#include "verify/file_table.hpp"

namespace spoke::verify {

FileTable::FileTable(const base::Tree::Listing& listing) {
    for (const auto& entry : listing.entries)
        if (entry.kind != base::EntryKind::folder) files_.emplace(entry.path, FileState{&entry});
}

FileState* FileTable::find(std::string_view path) {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

bool FileTable::claim(std::string_view path, Claim claim, std::size_t item) {
    auto* state = find(path);
    if (state == nullptr || state->claim != Claim::none) return false;
    state->claim = claim;
    state->item = item;
    return true;
}

FileSummary FileTable::summarise() const {
    FileSummary out;
    for (const auto& [path, state] : files_) {
        ++out.total;
        switch (state.claim) {
            case Claim::signed_file:
            case Claim::installer:
            case Claim::script:
                ++out.signed_;
                break;
            case Claim::unsigned_file:
                ++out.unsigned_;
                break;
            case Claim::bytecode:
                ++out.bytecode;
                break;
            case Claim::environment:
                ++out.environment;
                break;
            case Claim::none:
                ++out.orphan;
                break;
        }
    }
    return out;
}

}  // namespace spoke::verify
