#pragma once

#include <memory>
#include <string_view>

#include "archive/member.hpp"
#include "archive/source_archive.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::archive {

/// Writes a plain tar by libarchive: ustar, with pax headers only where a name or a size needs
/// them; uid and gid 0 without names, folders and executables 755, files 644, all times `epoch` in
/// whole seconds.
class TarWriter {
public:
    static Result<TarWriter> open(ByteSink sink, base::Moment epoch);
    TarWriter(TarWriter&&) noexcept;
    TarWriter& operator=(TarWriter&&) noexcept;
    ~TarWriter();

    Result<void> add_folder(std::string_view path);
    Result<void> add_file(std::string_view path, std::string_view bytes, Executable executable);
    Result<void> add_link(std::string_view path, std::string_view target);
    /// The end mark; without it the tar is cut short.
    Result<void> finish();

private:
    struct State;
    explicit TarWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace spoke::archive
