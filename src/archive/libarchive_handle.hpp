#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <string>

namespace spoke::archive {

struct ReadFree {
    void operator()(::archive* handle) const { archive_read_free(handle); }
};
struct WriteFree {
    void operator()(::archive* handle) const { archive_write_free(handle); }
};
struct EntryFree {
    void operator()(::archive_entry* entry) const { archive_entry_free(entry); }
};
using ReadHandle = std::unique_ptr<::archive, ReadFree>;
using WriteHandle = std::unique_ptr<::archive, WriteFree>;
using EntryHandle = std::unique_ptr<::archive_entry, EntryFree>;

inline std::string last_message(::archive* handle) {
    const char* text = archive_error_string(handle);
    return text == nullptr ? "unknown" : text;
}

}  // namespace spoke::archive
