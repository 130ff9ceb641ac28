#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"
#include "crypto/purpose.hpp"
#include "provenance/ticket.hpp"
#include "provenance/vocabulary.hpp"

namespace spoke::provenance {

/// The one file that a statement is about (PEP 740: exactly one, with a valid file name).
struct StatementSubject {
    std::string file_name;
    crypto::Sha256Digest sha256;
    bool operator==(const StatementSubject&) const = default;
};

/// What the control plane recomputed from the sealed bytes after a build: nothing in it is a
/// worker's word (threats.md F3).
struct BuildResult {
    StatementSubject subject;  ///< the wheel, or the canonical sdist
    Tier tier = Tier::rebuilt;
    std::optional<crypto::Sha256Digest> payload;  ///< of a wheel
    std::string equivalence;                      ///< `E0` … `E6`, `EN`
    std::optional<BaseFile> base;
    std::vector<NamedFile> byproducts;  ///< log, plan, report
    std::vector<PrebuiltFile> prebuilt;
    std::vector<SeedAncestor> seed_ancestry;
    base::Moment started{};
    base::Moment finished{};
};

/// From where and when a file was fetched; says nothing about who made it.
struct MirrorStatement {
    StatementSubject subject;
    std::string upstream;  ///< the index's base, without credentials
    std::string location;  ///< of the file; may be empty
    base::Moment fetched{};
    std::string digest_known;  ///< `verified` against upstream's word, or `first_use`
    std::optional<base::Moment> upload_time;
};

/// Who uploaded a file, and when.
struct UploadStatement {
    StatementSubject subject;
    std::string repository;
    std::string principal;
    base::Moment uploaded{};
};

/// Who signs, and when: filled in by the signer alone.
struct Issuer {
    std::string builder_id;
    std::string trust_domain;
    base::Moment signed_at{};
};

// The payloads: compact JSON, keys sorted.

/// How a file was built: SLSA provenance v1. `invalid` where the ticket's order can't be read.
Result<std::string> render_rebuild(const BuildTicket& ticket, const BuildResult& result,
                                   const Issuer& issuer);
std::string render_mirror(const MirrorStatement& statement, const Issuer& issuer);
std::string render_upload(const UploadStatement& statement, const Issuer& issuer);

/// What any signed statement says, read back from its payload.
struct StatementView {
    StatementSubject subject;
    std::string predicate_type;
    std::string build_type;  ///< of SLSA provenance; else empty
    Tier tier = Tier::upstream;
    std::string project;  ///< normalized
    std::string version;  ///< normalized
    Issuer issuer;
    std::optional<SourceKind> source_kind;  ///< of SLSA provenance, like what follows
    std::string source_uri;
    std::string invocation;
    std::string equivalence;
    base::Moment moment{};  ///< finished, fetched or uploaded
};

/// Foreign bytes. `unsupported` for a predicate or build type that we don't know; `invalid` where a
/// field is missing or mistyped, where the subject is not a file of the project, or for an unknown
/// key in `externalParameters` (SLSA: a verifier must reject what it does not know).
Result<StatementView> parse_statement(std::string_view json);

/// The purpose that a key must have to sign this; nothing: no key may.
std::optional<crypto::Purpose> purpose_of(const StatementView& statement);

/// The purpose for manifests of a tier; nothing: such files carry none.
std::optional<crypto::Purpose> manifest_purpose(Tier tier);

}  // namespace spoke::provenance
