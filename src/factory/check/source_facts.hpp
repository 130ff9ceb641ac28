#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "archive/limits.hpp"
#include "base/result.hpp"
#include "crypto/digest.hpp"

namespace spoke::factory {

/// What a source archive brings, by digest: the other side of W15. Files inside nested archives
/// (zips, wheels, tars; two deep, within the limits) are there too, as `a.zip!/b.so`.
struct SourceFacts {
    std::map<crypto::Sha256Digest, std::string> files;  ///< digest → a path that has it
    std::vector<std::string> binaries;  ///< paths of executables, objects and archives
    /// C and C++ made by Cython whose `.pyx` does not stand beside it, and so can't be told to be
    /// current.
    std::vector<std::string> generated_without_source;
};

Result<SourceFacts> collect_source_facts(int fd, const archive::Limits& limits);

}  // namespace spoke::factory
