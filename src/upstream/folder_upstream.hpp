#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "upstream/upstream.hpp"

namespace spoke::upstream {

/// `invalid` where the folder and the data folder contain each other or are the same (threats.md
/// I15: the catalog, keys and token would be an upstream's files). Both are resolved first.
Result<void> check_no_overlap(const std::filesystem::path& folder,
                              const std::filesystem::path& data_folder);

/// A flat folder of wheels and sdists as an index (air gap, tests). The folder is held open and
/// each file is opened beneath it without following a link (openat2), so that neither a rename of
/// the folder nor a link in it leads elsewhere. A file's digests and metadata are computed once and
/// remembered while its inode, size and time stay; the list of names is read again when the
/// folder's own time or content changed. Upload times are the files' mtimes.
class FolderUpstream final : public Upstream {
public:
    static Result<std::unique_ptr<FolderUpstream>> open(const std::filesystem::path& folder);
    ~FolderUpstream() override;

    Result<std::vector<std::string>> list_projects() override;
    Result<std::optional<UpstreamProject>> load_project(
        const python::ProjectName& project) override;
    Result<std::optional<base::FileHandle>> open_file(const python::ProjectName& project,
                                                      const std::string& file_name) override;

    /// Of the last scan: names that are neither a wheel nor an sdist, links, special files.
    Findings findings();

private:
    struct Scan;
    struct State;
    FolderUpstream(std::filesystem::path path, base::FileHandle folder);
    Result<void> rescan(State& state);
    Result<UpstreamFile> describe(const std::string& file_name, const python::FileName& parsed);

    std::filesystem::path path_;  ///< for messages only
    base::FileHandle folder_;
    std::unique_ptr<base::Guarded<State>> state_;
};

}  // namespace spoke::upstream
