#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "base/tree.hpp"
#include "upstream/upstream.hpp"

namespace spoke::upstream {

/// `invalid` where the folder and the data folder contain each other or are the same (threats.md
/// I15: the catalog, keys and token would be an upstream's files). Both are resolved first.
Result<void> check_no_overlap(const std::filesystem::path& folder,
                              const std::filesystem::path& data_folder);

struct FolderSettings {
    /// The names are listed again when the last listing is older than this.
    std::chrono::milliseconds rescan_after{500};
    std::uint64_t max_file_bytes = std::uint64_t{4} << 30U;
};

/// A folder of wheels and sdists as an index (air gap, tests); files may stand in folders beneath.
/// The folder is held open and each file is opened beneath it without following a link, so that
/// neither a rename of the folder nor a link in it leads elsewhere. A file's digests and metadata
/// are computed once and remembered while its inode, size and times stay. Upload times are the
/// files' modification times.
class FolderUpstream final : public Upstream {
public:
    static Result<std::unique_ptr<FolderUpstream>> open(const std::filesystem::path& folder,
                                                        FolderSettings settings = {});
    /// For `open`, which lists the folder once before it hands it out.
    FolderUpstream(std::filesystem::path path, base::Tree tree, FolderSettings settings);
    ~FolderUpstream() override;

    Result<std::vector<std::string>> list_projects() override;
    Result<std::optional<UpstreamProject>> load_project(
        const python::ProjectName& project) override;
    Result<std::optional<base::FileHandle>> open_file(const python::ProjectName& project,
                                                      const std::string& file_name) override;

    /// Of the last listing: names that are neither a wheel nor an sdist, links, what can't be read.
    Result<Findings> findings();

private:
    struct State;
    Result<void> rescan(State& state);
    Result<UpstreamFile> describe(State& state, const std::string& location,
                                  const python::FileName& name);

    std::filesystem::path path_;  ///< for messages only
    base::Tree tree_;
    FolderSettings settings_;
    std::unique_ptr<base::Guarded<State>> state_;
};

}  // namespace spoke::upstream
