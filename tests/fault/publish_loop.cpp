// publish_loop FOLDER RUN STEPS (kill|power): publishes files into FOLDER without end and is gone
// after STEPS steps. Each file whose transaction was committed is named in FOLDER/published.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/file.hpp"
#include "blobs/folder_blob_store.hpp"
#include "catalog/blob_rows.hpp"
#include "catalog/catalog.hpp"
#include "catalog/files.hpp"
#include "catalog/repositories.hpp"
#include "power_loss.hpp"

namespace {

using namespace spoke;

enum class Death { kill, power };

class Steps {
public:
    Steps(std::filesystem::path blobs, long left, Death death)
        : blobs_(std::move(blobs)), left_(left), death_(death) {}

    void step() {
        if (--left_ > 0) return;
        if (death_ == Death::power) tests::lose_power(blobs_);
        ::raise(SIGKILL);
    }

private:
    std::filesystem::path blobs_;
    long left_;
    Death death_;
};

/// Sizes from nothing to some pieces of a writer; every fifth file has the bytes of another one.
std::string bytes_of(const std::string& run, int number) {
    if (number % 5 == 4) return "the same bytes in many files";
    const auto size = static_cast<std::size_t>(number % 4) * 40'000;
    return run + "/" + std::to_string(number) +
           std::string(size, static_cast<char>('a' + number % 26));
}

Result<blobs::StoredBlob> write_blob(blobs::BlobStore& store, std::string_view bytes,
                                     Steps& steps) {
    constexpr std::size_t k_piece = 50'000;
    SPOKE_TRY(auto writer, store.writer());
    while (!bytes.empty()) {
        SPOKE_TRY(writer->write(bytes.substr(0, k_piece)));
        bytes.remove_prefix(std::min(k_piece, bytes.size()));
        steps.step();
    }
    return writer->commit();
}

Result<std::string> publish(catalog::Catalog& catalog, blobs::BlobStore& store,
                            const base::Id& repository, const std::string& run, int number,
                            Steps& steps) {
    SPOKE_TRY(const auto blob, write_blob(store, bytes_of(run, number), steps));
    SPOKE_TRY(auto project, python::ProjectName::parse("project-" + std::to_string(number % 3)));
    catalog::FileRow row{.repository = repository,
                         .project = std::move(project),
                         .version = "1." + run + "." + std::to_string(number),
                         .file_name = "file-" + run + "-" + std::to_string(number) + ".tar.gz"};
    row.kind = catalog::FileKind::sdist;
    row.sha256 = blob.digests.sha256;
    row.blake2b = blob.digests.blake2b;
    row.size = blob.digests.size;
    row.blob = blob.digests.sha256;
    row.digest_state = catalog::DigestState::verified;
    SPOKE_TRY(auto transaction, catalog.begin({}));
    steps.step();
    SPOKE_TRY(catalog::put_blob(transaction, blob.digests));
    steps.step();
    SPOKE_TRY(catalog::put_file(transaction, row));
    steps.step();
    SPOKE_TRY(transaction.commit());
    steps.step();
    return row.file_name;
}

Result<void> run(const std::filesystem::path& folder, const std::string& run_name, Steps& steps) {
    const base::SystemClock clock;
    base::SystemRandom random;
    SPOKE_TRY(auto catalog, catalog::Catalog::open(folder / "catalog.sqlite", clock, random));
    SPOKE_TRY(auto store,
              blobs::FolderBlobStore::open(folder / "blobs", {.after_step = [&](blobs::CommitStep) {
                                               steps.step();
                                           }}));
    SPOKE_TRY(const auto reader, catalog->read());
    SPOKE_TRY(const auto repository, catalog::find_repository(reader, "python"));
    if (!repository) return fail(ErrorCode::not_found, "no repository");
    const base::FileHandle published(
        ::open((folder / "published").c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    for (int number = 0;; ++number) {
        SPOKE_TRY(const auto name,
                  publish(*catalog, *store, repository->id, run_name, number, steps));
        SPOKE_TRY(base::write_all(published.get(), name + "\n"));
        steps.step();
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const std::filesystem::path folder = argv[1];
    Steps steps(folder / "blobs", std::atol(argv[3]),
                std::string_view(argv[4]) == "power" ? Death::power : Death::kill);
    const auto ended = run(folder, argv[2], steps);
    if (!ended) std::cerr << ended.error().describe() << '\n';
    return 1;
}
