#include "upstream/folder_upstream.hpp"

#include "base/encoding.hpp"
#include "upstream/described_file.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

namespace spoke::upstream {

namespace {

namespace fs = std::filesystem;

Finding finding(std::string_view code, std::string_view where, std::string text) {
    return Finding{
        Severity::warning, std::string(code), base::printable(where, 255), std::move(text), {}};
}

/// True if `inner` is `outer` or lies in it; both are resolved.
bool contains(const fs::path& outer, const fs::path& inner) {
    const auto [end, rest] = std::ranges::mismatch(outer, inner);
    return end == outer.end();
}

/// The real path, of what is there of it: the data folder may be made only later.
Result<fs::path> resolved(const fs::path& path) {
    std::error_code error;
    auto real = fs::weakly_canonical(path, error);
    if (error)
        return fail(ErrorCode::invalid, "cannot resolve " + path.string() + ": " + error.message());
    return real.has_filename() ? real : real.parent_path();
}

}  // namespace

Result<void> check_no_overlap(const fs::path& folder, const fs::path& data_folder) {
    SPOKE_TRY(const auto upstream, resolved(folder));
    SPOKE_TRY(const auto data, resolved(data_folder));
    if (!contains(upstream, data) && !contains(data, upstream)) return ok();
    return fail(ErrorCode::invalid,
                "the upstream folder " + upstream.string() + " and the data folder " +
                    data.string() +
                    " overlap: keys and catalog would be served as files. Use separate folders.");
}

struct FolderUpstream::State {
    struct Place {
        std::string location;  ///< beneath the folder
        python::FileName name;
    };
    struct Known {
        FileStamp stamp;
        DescribedFile described;
    };
    /// By project, then by file name.
    std::map<std::string, std::map<std::string, Place, std::less<>>, std::less<>> projects;
    std::map<std::string, Known, std::less<>> known;  ///< by location
    Findings findings;
    std::optional<base::Deadline::Ticks::time_point> listed;

    void add(const base::TreeEntry& entry);
};

void FolderUpstream::State::add(const base::TreeEntry& entry) {
    if (entry.kind == base::EntryKind::folder) return;
    const auto file_name = entry.path.substr(entry.path.rfind('/') + 1);
    if (entry.kind != base::EntryKind::file) {
        findings.push_back(finding("not_a_file", entry.path, "left out: a link or a special file"));
        return;
    }
    auto name = python::parse_file_name(file_name);
    if (name.project() == nullptr || name.version() == nullptr ||
        !python::check_safe_file_name(file_name)) {
        findings.push_back(finding("not_a_distribution", entry.path, "left out: " + name.reason));
        return;
    }
    auto& files = projects[name.project()->normalized()];
    const auto [place, is_new] = files.try_emplace(file_name, Place{entry.path, std::move(name)});
    if (!is_new)
        findings.push_back(
            finding("twice", entry.path, "left out: also at " + place->second.location));
}

FolderUpstream::FolderUpstream(fs::path path, base::Tree tree, FolderSettings settings)
    : path_(std::move(path)),
      tree_(std::move(tree)),
      settings_(settings),
      state_(std::make_unique<base::Guarded<State>>()) {}

FolderUpstream::~FolderUpstream() = default;

Result<std::unique_ptr<FolderUpstream>> FolderUpstream::open(const fs::path& folder,
                                                             FolderSettings settings) {
    auto tree = base::Tree::open(folder);
    if (!tree) return fail_with_note(std::move(tree).error(), "opening the upstream folder");
    auto upstream = std::make_unique<FolderUpstream>(folder, std::move(*tree), settings);
    auto state = upstream->state_->lock();
    SPOKE_TRY(upstream->rescan(*state));
    return upstream;
}

Result<void> FolderUpstream::rescan(State& state) {
    const auto now = base::Deadline::Ticks::now();
    if (state.listed && now - *state.listed < settings_.rescan_after) return ok();
    auto listing = tree_.list();
    if (!listing) {
        auto error = std::move(listing).error();
        error.code = ErrorCode::unavailable;
        return fail_with_note(std::move(error), "listing the upstream folder " + path_.string());
    }
    state.projects.clear();
    state.findings.clear();
    for (const auto& error : listing->unreadable)
        state.findings.push_back(finding("unreadable", "", error.describe()));
    std::set<std::string, std::less<>> locations;
    for (const auto& entry : listing->entries) {
        state.add(entry);
        locations.insert(entry.path);
    }
    std::erase_if(state.known, [&](const auto& known) { return !locations.contains(known.first); });
    state.listed = now;
    return ok();
}

Result<UpstreamFile> FolderUpstream::describe(State& state, const std::string& location,
                                              const python::FileName& name) {
    SPOKE_TRY(const auto file, tree_.open_file(location));
    SPOKE_TRY(const auto stamp, stamp_of(file.get()));
    const auto known = state.known.find(location);
    if (known != state.known.end() && known->second.stamp == stamp)
        return known->second.described.file;
    SPOKE_TRY(auto described, describe_file(file.get(), name, settings_.max_file_bytes));
    const auto& entry =
        state.known.insert_or_assign(location, State::Known{stamp, std::move(described)})
            .first->second;
    return entry.described.file;
}

Result<std::vector<std::string>> FolderUpstream::list_projects() {
    auto state = state_->lock();
    SPOKE_TRY(rescan(*state));
    std::vector<std::string> names;
    names.reserve(state->projects.size());
    for (const auto& [name, files] : state->projects) names.push_back(name);
    return names;
}

Result<std::optional<UpstreamProject>> FolderUpstream::load_project(
    const python::ProjectName& project) {
    auto state = state_->lock();
    SPOKE_TRY(rescan(*state));
    const auto found = state->projects.find(project.normalized());
    if (found == state->projects.end()) return std::optional<UpstreamProject>();
    UpstreamProject result(project);
    for (const auto& [file_name, place] : found->second) {
        auto file = describe(*state, place.location, place.name);
        if (!file) {
            result.findings.push_back(
                finding("unreadable", file_name, "left out: " + file.error().describe()));
            continue;
        }
        result.files.push_back(std::move(*file));
        const auto& notes = state->known.find(place.location)->second.described.findings;
        result.findings.insert(result.findings.end(), notes.begin(), notes.end());
    }
    // All files of the project went away between listing and reading, or none can be read now.
    if (result.files.empty() && !result.findings.empty())
        return fail(ErrorCode::unavailable, "no file of " + project.normalized() +
                                                " can be read: " + result.findings.front().text);
    return std::optional(std::move(result));
}

Result<std::optional<base::FileHandle>> FolderUpstream::open_file(
    const python::ProjectName& project, const std::string& file_name) {
    auto state = state_->lock();
    SPOKE_TRY(rescan(*state));
    const auto files = state->projects.find(project.normalized());
    if (files == state->projects.end()) return std::optional<base::FileHandle>();
    const auto place = files->second.find(file_name);
    if (place == files->second.end()) return std::optional<base::FileHandle>();
    SPOKE_TRY(auto file, tree_.open_file(place->second.location));
    return std::optional(std::move(file));
}

Result<Findings> FolderUpstream::findings() {
    auto state = state_->lock();
    SPOKE_TRY(rescan(*state));
    return state->findings;
}

}  // namespace spoke::upstream
