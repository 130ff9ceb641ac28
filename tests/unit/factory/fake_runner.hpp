#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/tar_stream.hpp"
#include "blobs/folder_blob_store.hpp"
#include "factory/build/run_job.hpp"
#include "sandbox/job_runner.hpp"
#include "sandbox/memory_file.hpp"
#include "support/test_catalog.hpp"

namespace spoke::factory {

/// A sandbox that answers with what the test put in, in order.
class FakeRunner final : public sandbox::JobRunner {
public:
    sandbox::JobResult& add(const std::vector<archive::TarMember>& members,
                            std::string_view log = "") {
        sandbox::JobResult result;
        std::string tar;
        tests::must(archive::write_tar(members, [&](std::string_view bytes) {
            tar += bytes;
            return ok();
        }));
        if (!members.empty()) result.output = tests::must(sandbox::make_sealed("output", tar));
        result.log = tests::must(sandbox::make_sealed("log", log));
        return answers_.emplace_back(std::move(result));
    }

    Result<sandbox::JobResult> run(sandbox::Job job, const sandbox::Limits&, base::Deadline,
                                   std::stop_token) override {
        jobs.push_back(std::move(job));
        if (answers_.empty()) return fail(ErrorCode::internal, "no answer was prepared");
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        return answer;
    }

    std::vector<sandbox::Job> jobs;

private:
    std::deque<sandbox::JobResult> answers_;
};

/// What run_job needs, over a fake sandbox.
struct FakeWorkshop {
    FakeWorkshop()
        : folder(tests::must(base::TemporaryFolder::make("spoke-workshop"))),
          blobs(tests::must(blobs::FolderBlobStore::open(folder.path() / "blobs"))),
          workshop{runner, *blobs, settings, log, {}} {}

    base::TemporaryFolder folder;
    std::unique_ptr<blobs::FolderBlobStore> blobs;
    FakeRunner runner;
    Settings settings;
    LogBook log;
    Workshop workshop;
};

}  // namespace spoke::factory
