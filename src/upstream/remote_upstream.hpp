#pragma once

#include "base/caller.hpp"
#include "base/channel.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "upstream/upstream.hpp"

#include <chrono>

namespace spoke::upstream {

/// The fetcher's client in the server: each call is one request on the channel; files' bytes come
/// as descriptors. Answers are parsed as foreign text. A dead or slow fetcher is `unavailable`.
class RemoteUpstream final : public Upstream {
public:
    RemoteUpstream(base::Channel channel, std::chrono::milliseconds patience);

    Result<std::vector<std::string>> list_projects() override;
    Result<std::optional<UpstreamProject>> load_project(
        const python::ProjectName& project) override;
    Result<std::optional<base::FileHandle>> open_file(const python::ProjectName& project,
                                                      const std::string& file_name) override;

private:
    Result<base::Message> ask(const base::Json& question);

    base::Caller caller_;
    std::chrono::milliseconds patience_;
};

}  // namespace spoke::upstream
