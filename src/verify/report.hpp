#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"
#include "base/time.hpp"

namespace spoke::verify {

/// What the files of one thing are, against a signed manifest (docs/provenance.md).
enum class Integrity {
    intact,     ///< signed by a key that the trust file allows, every file as signed
    modified,   ///< signed, but files differ, are missing or are shadowed
    unsigned_,  ///< no manifest of ours
    invalid,    ///< a manifest that no allowed key signed, or that is about something else
    unknown,    ///< could not be judged: no RECORD, unreadable, or no trust
};
std::string_view to_string(Integrity integrity);

/// The files of one item. Paths are relative to the artifact.
struct FileCounts {
    std::size_t total = 0;
    std::size_t intact = 0;
    std::vector<std::string> modified;
    std::vector<std::string> missing;
    std::vector<std::string> extra;
};

/// One thing that counts: an installed distribution, or a root of files that nothing owns.
struct Item {
    std::string name;     ///< normalized; of an orphan, the path of its root
    std::string version;  ///< empty for an orphan
    std::string path;     ///< of its dist-info, or of its root
    std::string installer;
    std::string origin;  ///< index, archive, vcs, local, editable, orphan, wheel
    Integrity integrity = Integrity::unsigned_;
    std::string tier;         ///< of a manifest that was believed; else empty
    std::string source_kind;  ///< repository, sdist, archive
    std::string builder;      ///< the builder's name in its certificate
    std::string builder_id;
    std::string key_id;
    std::string signed_at;  ///< RFC 3339
    std::string base_file_digest;
    std::string equivalence;
    std::vector<std::string> seed_ancestry;
    std::vector<std::string> prebuilt;
    std::vector<std::string> flags;
    FileCounts files;
    Findings findings;

    bool is_orphan() const { return origin == "orphan"; }
    bool verified() const { return integrity == Integrity::intact; }
    std::string purl() const;
};

struct TrustInfo {
    std::string file;  ///< empty: none was given
    std::int64_t version = 0;
    std::string expires;  ///< RFC 3339
    std::string problem;  ///< why it can't be used; empty when it can
};

/// The files of the whole, each counted once, by who answers for it. A package that is split or
/// merged changes the coverage in packages, and not this.
struct FileSummary {
    std::size_t total = 0;
    std::size_t signed_ = 0;      ///< of believed manifests, with what installers add to those
    std::size_t unsigned_ = 0;    ///< that a RECORD without a signature names
    std::size_t bytecode = 0;     ///< compiled beside a source that counts above
    std::size_t environment = 0;  ///< of the environment itself
    std::size_t orphan = 0;       ///< nobody's
};

struct Report {
    std::string artifact;     ///< as it was named
    std::string interpreter;  ///< the folder that pyvenv.cfg names: not covered
    base::Moment generated{};
    TrustInfo trust;
    std::vector<Item> items;  ///< sorted by name
    Findings findings;        ///< about the whole, not one item
    FileSummary files;
    std::vector<std::string> unreadable;

    std::size_t verified_count() const;
    /// In hundredths of a percent; 0 where nothing counts.
    unsigned coverage_hundredths() const;
    std::string coverage_text() const;  ///< "55.56"
};

/// What decides the exit code.
struct Policy {
    std::optional<unsigned> min_coverage_hundredths;
};

/// docs/reference/verify.md: 0 met, 1 not met, 3 tampering, 4 partial, 5 no trust.
enum class Outcome { met = 0, not_met = 1, tampered = 3, partial = 4, trust_missing = 5 };
Outcome judge(const Report& report, const Policy& policy);

/// "Verified as built from source", or why it is not.
std::string status_text(const Item& item);

enum class Detail { summary, files };
std::string render_text(const Report& report, Detail detail);
/// Keys of the known reference tool, and ours; docs/reference/verify.md.
std::string render_json(const Report& report);

}  // namespace spoke::verify
