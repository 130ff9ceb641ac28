#include "python/entry_points.hpp"

#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/encoding.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

std::unexpected<Error> refuse(std::size_t line, std::string_view why) {
    return fail(ErrorCode::invalid,
                "entry_points.txt line " + std::to_string(line) + ": " + std::string(why));
}

/// `[\w.]+` at the front, with all bytes of non-ASCII characters as letters.
std::string_view take_dotted(std::string_view& text) {
    std::size_t length = 0;
    while (length < text.size() &&
           (is_alphanumeric(text[length]) || text[length] == '_' || text[length] == '.' ||
            static_cast<unsigned char>(text[length]) >= 0x80))
        ++length;
    const std::string_view dotted = text.substr(0, length);
    text = strip(text.substr(length));
    return dotted;
}

/// Fills module, attribute and extras; leaves them empty where the value is no object reference.
void parse_reference(EntryPoint& point) {
    std::string_view rest = point.value;
    const std::string_view module = take_dotted(rest);
    std::string_view attribute;
    if (rest.starts_with(':')) {
        rest = strip(rest.substr(1));
        attribute = take_dotted(rest);
        if (attribute.empty()) return;
    }
    std::vector<std::string> extras;
    if (rest.starts_with('[') && rest.ends_with(']')) {
        for (const std::string_view extra : split(rest.substr(1, rest.size() - 2), ','))
            if (!strip(extra).empty()) extras.emplace_back(strip(extra));
        rest = {};
    }
    if (module.empty() || !rest.empty()) return;
    point.module = module;
    point.attribute = attribute;
    point.extras = std::move(extras);
}

/// Collects the groups, with look-ups that stay quick in a file of a million lines.
class Collector {
public:
    void open_group(std::string_view name) {
        const auto [place, is_new] = places_.emplace(name, groups_.size());
        if (is_new) groups_.push_back({std::string(name), {}});
        current_ = place->second;
        open_ = true;
    }

    bool has_group() const { return open_; }
    /// False where the group has the name already.
    bool add(EntryPoint point) {
        if (!names_.emplace(current_, point.name).second) return false;
        groups_[current_].entry_points.push_back(std::move(point));
        return true;
    }

    std::vector<EntryPointGroup> take() { return std::move(groups_); }

private:
    std::vector<EntryPointGroup> groups_;
    std::map<std::string, std::size_t, std::less<>> places_;
    std::set<std::pair<std::size_t, std::string>> names_;
    std::size_t current_ = 0;
    bool open_ = false;
};

Result<EntryPoint> parse_point(std::string_view line, std::size_t number) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos)
        return refuse(number, "neither '[group]' nor 'name = value'");
    EntryPoint point;
    point.name = strip(line.substr(0, equals));
    point.value = strip(line.substr(equals + 1));
    if (point.name.empty()) return refuse(number, "an entry point without a name");
    parse_reference(point);
    return point;
}

const std::vector<EntryPoint>& points_of(const EntryPoints& points, std::string_view name) {
    static const std::vector<EntryPoint> k_none;
    const EntryPointGroup* group = points.find(name);
    return group ? group->entry_points : k_none;
}

}  // namespace

Result<EntryPoints> EntryPoints::parse(std::string_view bytes) {
    if (bytes.size() > k_max_bytes)
        return fail(ErrorCode::too_large,
                    "entry_points.txt: more than " + std::to_string(k_max_bytes) + " bytes");
    if (!base::is_valid_utf8(bytes))
        return fail(ErrorCode::invalid, "entry_points.txt is not UTF-8");
    Collector collector;
    std::size_t number = 0;
    for (const std::string_view raw : split(bytes, '\n')) {
        ++number;
        const std::string_view line = strip(raw);
        if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
        if (line.starts_with('[') && line.ends_with(']')) {
            const std::string_view name = strip(line.substr(1, line.size() - 2));
            if (name.empty()) return refuse(number, "a group without a name");
            collector.open_group(name);
            continue;
        }
        if (!collector.has_group()) return refuse(number, "it stands before the first [group]");
        SPOKE_TRY(auto point, parse_point(line, number));
        if (!collector.add(std::move(point))) return refuse(number, "its name stands there twice");
    }
    return EntryPoints{collector.take()};
}

const EntryPointGroup* EntryPoints::find(std::string_view group) const {
    for (const auto& one : groups)
        if (one.name == group) return &one;
    return nullptr;
}

const std::vector<EntryPoint>& EntryPoints::console_scripts() const {
    return points_of(*this, "console_scripts");
}

const std::vector<EntryPoint>& EntryPoints::gui_scripts() const {
    return points_of(*this, "gui_scripts");
}

}  // namespace spoke::python
