#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "crypto/digest.hpp"
#include "support/test_catalog.hpp"
#include "upstream/upstream.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace spoke::tests {

/// An upstream in memory, which can fail, lie and count its questions. Thread-safe.
class FakeUpstream final : public upstream::Upstream {
public:
    /// Announces what the bytes are; `change` may make it a lie.
    upstream::UpstreamFile add(const std::string& file_name, const std::string& bytes) {
        const auto name = python::parse_file_name(file_name);
        const auto digests = digests_of(bytes);
        upstream::UpstreamFile file;
        file.file_name = file_name;
        file.kind = name.kind;
        file.version = name.version()->text();
        file.size = digests.size;
        file.sha256 = digests.sha256;
        file.blake2b = digests.blake2b;
        file.digest_origin = upstream::DigestOrigin::computed;
        file.upload_time = *base::parse_rfc3339("2021-05-11T21:43:42Z");
        file.upload_time_origin = upstream::TimeOrigin::last_modified;
        auto state = state_.lock();
        state->bytes[file_name] = bytes;
        state->projects[name.project()->normalized()][file_name] = file;
        return file;
    }
    void change(const upstream::UpstreamFile& file) {
        const auto name = python::parse_file_name(file.file_name);
        state_.lock()->projects[name.project()->normalized()][file.file_name] = file;
    }
    void replace_bytes(const std::string& file_name, const std::string& bytes) {
        state_.lock()->bytes[file_name] = bytes;
    }
    void remove(const std::string& file_name) {
        const auto name = python::parse_file_name(file_name);
        auto state = state_.lock();
        state->projects[name.project()->normalized()].erase(file_name);
    }

    std::atomic<bool> is_down = false;
    std::atomic<int> pages_asked = 0;
    std::atomic<int> files_asked = 0;

    Result<std::vector<std::string>> list_projects() override {
        if (is_down) return fail(ErrorCode::unavailable, "the fake upstream is down");
        std::vector<std::string> names;
        for (const auto& [name, files] : state_.lock()->projects) names.push_back(name);
        return names;
    }
    Result<std::optional<upstream::UpstreamProject>> load_project(
        const python::ProjectName& project) override {
        ++pages_asked;
        if (is_down) return fail(ErrorCode::unavailable, "the fake upstream is down");
        auto state = state_.lock();
        const auto found = state->projects.find(project.normalized());
        if (found == state->projects.end()) return std::optional<upstream::UpstreamProject>();
        upstream::UpstreamProject result(project);
        for (const auto& [name, file] : found->second) result.files.push_back(file);
        return std::optional(std::move(result));
    }
    Result<std::optional<base::FileHandle>> open_file(const python::ProjectName&,
                                                      const std::string& file_name) override {
        ++files_asked;
        if (is_down) return fail(ErrorCode::unavailable, "the fake upstream is down");
        auto state = state_.lock();
        const auto found = state->bytes.find(file_name);
        if (found == state->bytes.end()) return std::optional<base::FileHandle>();
        base::FileHandle file(memfd_create("fake", MFD_CLOEXEC));
        SPOKE_TRY(base::write_all(file.get(), found->second));
        lseek(file.get(), 0, SEEK_SET);
        return std::optional(std::move(file));
    }

private:
    struct State {
        std::map<std::string, std::map<std::string, upstream::UpstreamFile>> projects;
        std::map<std::string, std::string> bytes;
    };
    base::Guarded<State> state_;
};

}  // namespace spoke::tests
