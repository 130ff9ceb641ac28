#pragma once

#include <fcntl.h>

#include <memory>
#include <set>
#include <string>

#include "base/guarded.hpp"
#include "blobs/folder_blob_store.hpp"
#include "blobs/folder_layout.hpp"
#include "blobs/pins.hpp"

namespace spoke::blobs {

/// What the store shares with its writers, which may outlive it.
struct FolderBlobStore::State {
    FolderLayout layout;
    Settings settings;
    std::shared_ptr<Pins> pins = std::make_shared<Pins>();
    /// The temporary files that writers of this process work on: all others were left by a crash.
    base::Guarded<std::set<std::string>> living;

    void step(CommitStep step) const {
        if (settings.after_step) settings.after_step(step);
    }
};

Result<std::unique_ptr<BlobWriter>> make_folder_writer(
    std::shared_ptr<FolderBlobStore::State> state);

}  // namespace spoke::blobs
