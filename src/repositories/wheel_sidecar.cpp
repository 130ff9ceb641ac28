#include "repositories/wheel_sidecar.hpp"

#include "archive/limits.hpp"
#include "archive/wheel_reader.hpp"
#include "base/file.hpp"

#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <utility>

namespace spoke::repositories {

Result<std::string> extract_sidecar(int wheel) {
    base::FileHandle copy(fcntl(wheel, F_DUPFD_CLOEXEC, 3));
    if (!copy.valid()) return fail(error_from_errno(errno, "reading a wheel"));
    archive::Limits limits;
    limits.deadline = base::Deadline::after(std::chrono::seconds(60));
    SPOKE_TRY(auto reader, archive::WheelReader::open_descriptor(std::move(copy), limits));
    return reader.metadata();
}

}  // namespace spoke::repositories
