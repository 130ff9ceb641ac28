#pragma once

#include <memory>

#include "archive/random_reader.hpp"
#include "base/result.hpp"

struct zip;

namespace spoke::archive {

struct ZipDiscard {
    void operator()(zip* archive) const;
};
using ZipHandle = std::unique_ptr<zip, ZipDiscard>;

/// Opens with libzip, read-only and under its consistency checks. `reader` must outlive the handle.
Result<ZipHandle> open_with_libzip(const RandomReader& reader);

}  // namespace spoke::archive
