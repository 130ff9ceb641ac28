#include "archive/canonical_wheel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "archive/path_rules.hpp"
#include "archive/zip_writer.hpp"
#include "base/encoding.hpp"
#include "python/record.hpp"

namespace spoke::archive {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

/// The path inside dist-info; empty for one outside.
std::string_view inside(std::string_view path, std::string_view dist_info) {
    return is_below(path, dist_info) ? path.substr(dist_info.size() + 1) : std::string_view{};
}

/// RECORD is made anew, its signatures no longer fit (PEP 815 deprecates them), and bytecode
/// belongs to the interpreter that installs.
bool is_dropped(std::string_view path, std::string_view dist_info) {
    const auto name = inside(path, dist_info);
    if (name == "RECORD" || name == "RECORD.jws" || name == "RECORD.p7s") return true;
    if (path.ends_with(".pyc")) return true;
    for (auto rest = path; !rest.empty();) {
        const auto end = std::min(rest.find('/'), rest.size());
        if (rest.substr(0, end) == "__pycache__") return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

/// Outside dist-info first, RECORD last of all; by UTF-8 bytes in between.
void sort_canonically(std::vector<Member>& members, std::string_view dist_info) {
    const auto rank = [&](const Member& member) {
        const auto name = inside(member.path, dist_info);
        return name.empty() ? 0 : name == "RECORD" ? 2 : 1;
    };
    std::ranges::sort(members, [&](const Member& left, const Member& right) {
        const auto left_rank = rank(left);
        const auto right_rank = rank(right);
        return left_rank != right_rank ? left_rank < right_rank : left.path < right.path;
    });
}

std::string_view header_name(std::string_view line) {
    return line.substr(0, line.find(':'));
}

/// Line by line, so that all that is not changed keeps its bytes. New lines stand where the first
/// old one stood, else at the end of the headers.
class WheelFileEditor {
public:
    explicit WheelFileEditor(std::string_view text) {
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
            lines_.emplace_back(text.substr(0, end));
            text.remove_prefix(end);
        }
    }

    void replace(std::string_view name, const std::vector<std::string>& values) {
        const auto is_named = [&](const std::string& line) {
            return fold_case(header_name(line)) == fold_case(name);
        };
        const auto is_blank = [](const std::string& line) {
            return line == "\n" || line == "\r\n";
        };
        auto place = std::ranges::find_if(lines_, is_named);
        if (place == lines_.end()) place = std::ranges::find_if(lines_, is_blank);
        if (place == lines_.end() && !lines_.empty() && !lines_.back().ends_with('\n'))
            lines_.back() += '\n';
        const auto index = place - lines_.begin();
        std::erase_if(lines_, is_named);
        std::vector<std::string> added;
        added.reserve(values.size());
        for (const auto& value : values) added.push_back(fmt::format("{}: {}\n", name, value));
        lines_.insert(lines_.begin() + index, added.begin(), added.end());
    }

    std::string text() const {
        std::string text;
        for (const auto& line : lines_) text += line;
        return text;
    }

private:
    std::vector<std::string> lines_;
};

Result<void> change_wheel_file(std::vector<Member>& members, std::string_view dist_info,
                               const WheelChanges& changes) {
    const auto place =
        std::ranges::find(members, fmt::format("{}/WHEEL", dist_info), &Member::path);
    if (place == members.end())
        return fail(ErrorCode::invalid, fmt::format("the wheel has no {}/WHEEL", dist_info));
    WheelFileEditor editor(place->bytes);
    if (changes.tags) editor.replace("Tag", *changes.tags);
    if (changes.build) editor.replace("Build", {*changes.build});
    place->bytes = editor.text();
    return ok();
}

Result<void> check_paths(const std::vector<Member>& members) {
    NameSet names;
    for (const auto& member : members) {
        SPOKE_TRY(check_member_path(member.path));
        SPOKE_TRY(names.add(member.path, NameKind::leaf));
    }
    return ok();
}

Member make_record(const std::vector<Member>& members, std::string_view dist_info) {
    auto path = fmt::format("{}/RECORD", dist_info);
    std::vector<python::RecordEntry> entries;
    entries.reserve(members.size() + 1);
    for (const auto& member : members)
        entries.push_back(python::make_record_entry(
            member.path, crypto::sha256(member.bytes).bytes(), member.bytes.size()));
    entries.push_back(python::make_unhashed_entry(path));
    return {std::move(path), python::Record(std::move(entries)).render(), Executable::no};
}

}  // namespace

Result<std::vector<Member>> make_canonical_members(std::vector<Member> members,
                                                   std::string_view dist_info,
                                                   const WheelChanges& changes) {
    SPOKE_TRY(check_paths(members));
    std::erase_if(members,
                  [&](const Member& member) { return is_dropped(member.path, dist_info); });
    SPOKE_TRY(change_wheel_file(members, dist_info, changes));
    sort_canonically(members, dist_info);
    return members;
}

Result<std::string> write_canonical_wheel(std::vector<Member> members, std::string_view dist_info,
                                          base::Moment epoch) {
    std::erase_if(members,
                  [&](const Member& member) { return inside(member.path, dist_info) == "RECORD"; });
    sort_canonically(members, dist_info);
    members.push_back(make_record(members, dist_info));
    return write_canonical_zip(members, epoch);
}

std::vector<crypto::PayloadFile> payload_files(const std::vector<Member>& members,
                                               std::string_view dist_info) {
    std::vector<crypto::PayloadFile> files;
    files.reserve(members.size());
    for (const auto& member : members)
        if (!is_outside_payload(member.path, dist_info))
            files.push_back({member.path, crypto::sha256(member.bytes), member.bytes.size(),
                             member.executable});
    std::ranges::sort(files, {}, &crypto::PayloadFile::path);
    return files;
}

bool is_outside_payload(std::string_view path, std::string_view dist_info) {
    const auto name = inside(path, dist_info);
    return name == "RECORD" || name == k_sbom_name || name == k_manifest_name;
}

bool is_reserved_member(std::string_view path, std::string_view dist_info) {
    const auto folded = fold_case(path);
    const auto name = inside(folded, fold_case(dist_info));
    if (name.starts_with("spokeshave.")) return true;
    return name.starts_with("sboms/spokeshave.");
}

}  // namespace spoke::archive
