#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/dsse.hpp"
#include "provenance/manifest.hpp"
#include "provenance/statement.hpp"
#include "provenance/ticket.hpp"

namespace spoke::provenance {

/// Who signs, for rows, SBOMs and `trust` commands.
struct SignerInfo {
    std::string builder_name;
    std::string builder_id;
    std::string trust_domain;
    std::string root_fingerprint;
    std::int64_t trust_version = 0;
    base::Moment trust_expires{};
    bool has_root_key = false;
};

/// The whole power over the keys: no call signs bytes of the caller's making. What is signed is
/// made here from typed facts, its purpose follows from the call, and builder id, trust domain and
/// time are filled in here. `invalid`: the facts contradict each other or the ticket (threats.md
/// F3, F13). Thread-safe; calls may block.
class Signer {
public:
    virtual ~Signer() = default;

    virtual Result<SignerInfo> describe() = 0;

    /// The text for `spokeshave.payload.dsse.json`. The tier says which key: rebuilt or remediated.
    /// The manifest must fit the ticket: project, version, source; its `ticket` is filled in here.
    virtual Result<std::string> sign_manifest(const BuildTicket& ticket, Manifest manifest) = 0;
    /// The envelope of the statement about a finished file.
    virtual Result<std::string> sign_rebuild(const BuildTicket& ticket,
                                             const BuildResult& result) = 0;
    virtual Result<std::string> sign_mirror(const MirrorStatement& statement) = 0;
    virtual Result<std::string> sign_upload(const UploadStatement& statement) = 0;

    /// The signed trust file, for `trust export`.
    virtual Result<std::string> trust_file() = 0;
    /// The next version of it; needs the root key's file.
    virtual Result<std::string> renew_trust() = 0;
};

}  // namespace spoke::provenance
