#pragma once

#include <string>
#include <string_view>

#include "access/authenticator.hpp"
#include "access/authorizer.hpp"
#include "access/epochs.hpp"
#include "base/id.hpp"
#include "base/pool.hpp"
#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "catalog/builds.hpp"
#include "catalog/catalog.hpp"
#include "catalog/downloads.hpp"
#include "python/project_name.hpp"
#include "repositories/file_service.hpp"
#include "repositories/page_service.hpp"

namespace spoke::http {

/// The way to the factory's queue, given by the composition root.
class BuildRequests {
public:
    virtual ~BuildRequests() = default;
    /// `flask` or `flask==2.0.0`; `invalid` says what else it holds. Pure.
    virtual Result<void> check(std::string_view requirement) const = 0;
    /// Blocking. The build that answers the request, new or not.
    virtual Result<catalog::Build> request(const catalog::Cause& cause,
                                           std::string_view requirement) = 0;
};

/// A project that somebody asked the factory's index for and that is not there.
struct Miss {
    python::ProjectName project;
    catalog::Cause cause;  ///< without a principal: an anonymous one, which only is logged
};

/// Told of misses, given by the composition root.
class MissSink {
public:
    virtual ~MissSink() = default;
    /// Never blocks. True when a request for a build is on its way, so that the answer may say so.
    virtual bool note(const Miss& miss) = 0;
};

/// The signed trust file, as the signer has it now.
class TrustSource {
public:
    virtual ~TrustSource() = default;
    virtual Result<std::string> load_trust() = 0;  ///< blocking
};

/// What the handlers stand on. The composition root owns all of it and it outlives the server.
struct Services {
    access::Authenticator& authenticator;
    access::Authorizer& authorizer;
    access::Epochs& epochs;
    repositories::PageService& pages;
    repositories::FileService& files;
    catalog::Catalog& catalog;
    blobs::BlobStore& blobs;
    catalog::DownloadLog& downloads;
    BuildRequests& requests;
    MissSink& misses;
    TrustSource& trust;
    base::Pool& db;    ///< catalog and page making
    base::Pool& disk;  ///< blobs, archives, an upstream's bytes
};

}  // namespace spoke::http
