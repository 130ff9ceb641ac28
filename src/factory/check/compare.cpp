#include "factory/check/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "archive/canonical_wheel.hpp"
#include "factory/check/binary_kind.hpp"
#include "factory/check/explanations.hpp"
#include "factory/check/importable.hpp"
#include "factory/check/natives.hpp"

namespace spoke::factory {
namespace {

/// Members by neutral path, without what canonical wheels drop, what is ours, and RECORD.
using Members = std::map<std::string, const archive::Member*>;

bool is_left_out(const WheelContent& wheel, const archive::Member& member) {
    const auto& path = member.path;
    if (archive::is_outside_payload(path, wheel.dist_info)) return true;
    if (path == wheel.dist_info + "/RECORD.jws" || path == wheel.dist_info + "/RECORD.p7s")
        return true;
    return path.ends_with(".pyc") || path.starts_with("__pycache__/") ||
           path.find("/__pycache__/") != std::string::npos;
}

/// The hash in a bundled library's name follows from its bytes, which differ with the compiler.
std::string comparable_path(std::string_view neutral) {
    const auto slash = neutral.rfind('/');
    if (slash == std::string_view::npos || !neutral.substr(0, slash).ends_with(".libs"))
        return std::string(neutral);
    return std::string(neutral.substr(0, slash + 1)) + without_hash(neutral.substr(slash + 1));
}

Members members_of(const WheelContent& wheel) {
    Members members;
    for (const auto& member : wheel.members)
        if (!is_left_out(wheel, member))
            members.emplace(comparable_path(neutral_path(member.path, wheel.dist_info)), &member);
    return members;
}

/// WHEEL without the lines named.
std::string wheel_without(std::string_view text, std::initializer_list<std::string_view> names) {
    std::string kept;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        const auto line = text.substr(0, end);
        const auto name = line.substr(0, line.find(':'));
        if (std::ranges::find(names, name) == names.end()) kept += line;
        text.remove_prefix(end);
    }
    return kept;
}

/// Text about the distribution that backends write in their own ways, beside METADATA and WHEEL.
bool is_metadata_text(std::string_view neutral) {
    constexpr std::string_view k_names[] = {"METADATA",
                                            "WHEEL",
                                            "top_level.txt",
                                            "zip-safe",
                                            "metadata.json",
                                            "DESCRIPTION.rst",
                                            "pbr.json",
                                            "namespace_packages.txt",
                                            "dependency_links.txt"};
    constexpr std::string_view k_folder = "{dist-info}/";
    if (!neutral.starts_with(k_folder)) return false;
    const auto name = neutral.substr(k_folder.size());
    return name.starts_with("sboms/") || std::ranges::find(k_names, name) != std::end(k_names);
}

bool same_native(std::string_view ours, std::string_view theirs, std::string& why) {
    const auto left = read_elf(ours);
    const auto right = read_elf(theirs);
    if (!left || !right) {
        why = "can't be read as ELF";
        return false;
    }
    if (left->machine != right->machine) why = "is for another machine";
    if (comparable_needed(*left) != comparable_needed(*right)) why = "needs other libraries";
    if (comparable_exports(*left) != comparable_exports(*right)) why = "exports other symbols";
    return why.empty();
}

class Comparer {
public:
    Comparer(const WheelContent& ours, const WheelContent& upstream,
             const std::vector<Explanation>& explanations, const SourceFacts* source)
        : ours_(ours),
          upstream_(upstream),
          explanations_(explanations),
          source_(source),
          left_(members_of(ours)),
          right_(members_of(upstream)) {}

    Comparison run() {
        out_.metadata = resolver_differences(ours_.metadata, upstream_.metadata);
        for (const auto& [path, member] : right_) {
            const auto other = left_.find(path);
            if (other == left_.end()) {
                add_missing(path, *member);
            } else {
                compare_member(path, *other->second, *member);
            }
        }
        for (const auto& [path, member] : left_)
            if (!right_.contains(path)) add_extra(path);
        out_.level = judge_level();
        return std::move(out_);
    }

private:
    void worsen(Equivalence level) { worst_ = std::max(worst_, level); }

    void worsen_unless_explained(std::string_view path) {
        worsen(find_explanation(explanations_, path) != nullptr ? Equivalence::e5
                                                                : Equivalence::e6);
    }

    /// A licence may stand in another folder of dist-info; any member of the other wheel with its
    /// bytes will do.
    static bool has_licence(const Members& members, const archive::Member& licence) {
        return std::ranges::any_of(members, [&](const auto& one) {
            return is_licence_path(one.first) && one.second->bytes == licence.bytes;
        });
    }

    bool is_harmless(const std::string& path, const archive::Member& member,
                     const Members& other) const {
        return is_metadata_text(path) || (is_licence_path(path) && has_licence(other, member));
    }

    void add_missing(const std::string& path, const archive::Member& member) {
        out_.missing.push_back(path);
        if (is_harmless(path, member, left_)) return worsen(Equivalence::e3);
        worsen_unless_explained(path);
        note_unsourced(path, member, nullptr);
    }

    void add_extra(const std::string& path) {
        out_.extra.push_back(path);
        if (is_metadata_text(path) || is_licence_path(path)) return worsen(Equivalence::e3);
        worsen_unless_explained(path);
    }

    void compare_member(const std::string& path, const archive::Member& left,
                        const archive::Member& right) {
        if (left.bytes == right.bytes) {
            ++out_.same;
            if (left.executable != right.executable) worsen(Equivalence::e2);
            return;
        }
        if (path == "{dist-info}/WHEEL") return compare_wheel_file(left.bytes, right.bytes);
        out_.differ.push_back(path);
        if (path == "{dist-info}/METADATA")
            return worsen(out_.metadata.empty() ? Equivalence::e3 : Equivalence::e6);
        if (is_metadata_text(path)) return worsen(Equivalence::e3);
        if (is_licence_path(path)) return worsen(Equivalence::e3);
        // W04 compares its meaning.
        if (path == "{dist-info}/entry_points.txt") return worsen(Equivalence::e3);
        if (is_elf(left.bytes) && is_elf(right.bytes)) return compare_native(path, left, right);
        worsen_unless_explained(path);
        note_unsourced(path, right, &left);
    }

    void compare_wheel_file(std::string_view left, std::string_view right) {
        if (wheel_without(left, {"Build"}) == wheel_without(right, {"Build"})) return;
        out_.differ.emplace_back("{dist-info}/WHEEL");
        const auto names = {std::string_view("Generator"), std::string_view("Tag"),
                            std::string_view("Build")};
        worsen(wheel_without(left, names) == wheel_without(right, names) ? Equivalence::e2
                                                                         : Equivalence::e3);
    }

    void compare_native(const std::string& path, const archive::Member& left,
                        const archive::Member& right) {
        std::string why;
        if (same_native(left.bytes, right.bytes, why)) return worsen(Equivalence::e4);
        if (find_explanation(explanations_, path) == nullptr)
            out_.native.push_back(fmt::format("{} {} than upstream's", path, why));
        worsen_unless_explained(path);
    }

    /// Upstream's code that neither the source nor our build has. Where ours differs and was itself
    /// made by the build (a version file), upstream's was too.
    void note_unsourced(const std::string& path, const archive::Member& theirs,
                        const archive::Member* ours) {
        if (source_ == nullptr || !(path.ends_with(".py") || path.ends_with(".pth"))) return;
        if (source_->files.contains(crypto::sha256(theirs.bytes))) return;
        if (ours != nullptr && !source_->files.contains(crypto::sha256(ours->bytes))) return;
        out_.unsourced.push_back(path);
    }

    Equivalence judge_level() const {
        if (ours_.sha256 == upstream_.sha256) return Equivalence::e0;
        return worst_;
    }

    const WheelContent& ours_;
    const WheelContent& upstream_;
    const std::vector<Explanation>& explanations_;
    const SourceFacts* source_;
    Members left_;
    Members right_;
    Comparison out_;
    Equivalence worst_ = Equivalence::e1;
};

}  // namespace

Comparison compare_wheels(const WheelContent& ours, const WheelContent& upstream,
                          const std::vector<Explanation>& explanations, const SourceFacts* source) {
    return Comparer(ours, upstream, explanations, source).run();
}

}  // namespace spoke::factory
