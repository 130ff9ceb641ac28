#pragma once

#include <string>

#include "catalog/builds.hpp"
#include "catalog/tickets.hpp"
#include "factory/build/log_book.hpp"
#include "factory/publish/seal.hpp"
#include "factory/staged.hpp"
#include "provenance/signer.hpp"
#include "repositories/backends.hpp"

namespace spoke::factory {

/// Where and by what right a build is published.
struct PublishRight {
    std::string repository;  ///< its name
    std::string worker;
    const catalog::BuildLease& lease;
    const catalog::Ticket& ticket;
};

/// Signs and publishes a finished build: wheel, sdist, their statements, inputs, source pin, report
/// and log, the ticket's use and the build's end, all in one transaction (threats.md F3). A crash
/// before it leaves nothing that anyone sees. An sdist whose name other bytes of an earlier rebuild
/// have already is left out: names are never used again.
Staged<void> publish_build(const Finished& finished, const PublishRight& right,
                           const repositories::Backends& backends, provenance::Signer& signer,
                           LogBook& log);

}  // namespace spoke::factory
