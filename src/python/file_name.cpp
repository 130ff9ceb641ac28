#include "python/file_name.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace spoke::python {

namespace {

constexpr std::size_t k_max_file_name = 255;  // one path segment on Linux's file systems

void read_wheel(FileName& name, const std::optional<ProjectName>& expected) {
    auto wheel = WheelName::parse(name.text, Strictness::tolerant);
    if (!wheel) {
        name.reason = wheel.error().message;
    } else if (expected && wheel->project() != *expected) {
        name.reason = "a wheel of project '" + wheel->project().normalized() + "', not of '" +
                      expected->normalized() + "'";
    } else {
        name.kind = FileKind::wheel;
        name.wheel = *std::move(wheel);
    }
}

void read_sdist(FileName& name, const std::optional<ProjectName>& expected) {
    auto sdist = SdistName::parse(name.text, expected);
    if (!sdist) {
        name.reason = sdist.error().message;
        return;
    }
    name.kind = FileKind::sdist;
    name.sdist = *std::move(sdist);
}

}  // namespace

std::string_view to_string(FileKind kind) {
    switch (kind) {
        case FileKind::wheel:
            return "wheel";
        case FileKind::sdist:
            return "sdist";
        case FileKind::other:
            return "other";
    }
    return "";
}

const ProjectName* FileName::project() const {
    if (wheel) return &wheel->project();
    return sdist ? &sdist->project() : nullptr;
}

const Version* FileName::version() const {
    if (wheel) return &wheel->version();
    return sdist ? &sdist->version() : nullptr;
}

FileName parse_file_name(std::string_view text, const std::optional<ProjectName>& expected) {
    FileName name;
    name.text = text;
    if (const auto safe = check_safe_file_name(text); !safe)
        name.reason = safe.error().message;
    else if (text.ends_with(".whl"))
        read_wheel(name, expected);
    else if (text.ends_with(".tar.gz") || text.ends_with(".zip"))
        read_sdist(name, expected);
    else
        name.reason = "neither a wheel (.whl) nor an sdist (.tar.gz, .zip)";
    return name;
}

Result<void> check_safe_file_name(std::string_view text) {
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::invalid,
                    "file name '" + base::printable(text, 120) + "': " + std::string(why));
    };
    if (text.empty() || text.size() > k_max_file_name) return refuse("not 1 to 255 bytes long");
    if (text == "." || text == "..") return refuse("it names a folder");
    if (!base::is_valid_utf8(text)) return refuse("not UTF-8");
    const auto forbidden = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\';
    };
    if (std::ranges::any_of(text, forbidden)) return refuse("a control character or a slash in it");
    return ok();
}

}  // namespace spoke::python
