#pragma once

#include "blobs/blob_store.hpp"
#include "catalog/catalog.hpp"
#include "repositories/change_feed.hpp"
#include "repositories/directory.hpp"

namespace spoke::repositories {

/// What the services of this room work on. The composition root makes it and it outlives them.
struct Backends {
    catalog::Catalog& catalog;
    blobs::BlobStore& blobs;
    Directory& directory;
    ChangeFeed& changes;
};

}  // namespace spoke::repositories
