#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/digest.hpp"

namespace spoke::factory {

enum class CheckStatus {
    pass,
    warn,     ///< worth knowing; does not stop publication
    fail,     ///< stops publication
    skipped,  ///< nothing to judge; the detail says why
};
std::string_view to_string(CheckStatus status);

/// The verdict of one check (factory reference §1.11).
struct Check {
    std::string id;  ///< `W01` to `W15`
    CheckStatus status = CheckStatus::pass;
    std::string detail;         ///< one line a fact, the worst first; empty only where all is well
    std::string failure_class;  ///< of factory reference §6.2 where it fails, else empty

    bool operator==(const Check&) const = default;
};

/// How near a rebuilt wheel is to upstream's; the best that holds.
enum class Equivalence {
    e0,  ///< the file's bytes are equal
    e1,  ///< the canonical forms are equal
    e2,  ///< all members but WHEEL's Generator, Tag and Build, RECORD, SBOMs and ours
    e3,  ///< Python and data; METADATA in what resolvers read; else only metadata text and licences
    e4,  ///< as e3, and native members the same set with the same exports and NEEDED
    e5,  ///< differing, each difference explained
    e6,  ///< differing without explanation
    none,  ///< EN: no upstream wheel to compare with
};
/// "E0" … "E6", "EN".
std::string_view to_string(Equivalence level);

/// Members by path, ours against upstream's; dist-info written as `{dist-info}`.
struct Comparison {
    Equivalence level = Equivalence::none;
    std::size_t same = 0;
    std::vector<std::string> differ;
    std::vector<std::string> missing;  ///< upstream has it, ours does not
    std::vector<std::string> extra;
    std::vector<std::string> metadata;  ///< one line a difference: `Requires-Dist: - x>=1`
    std::vector<std::string> native;    ///< how native members differ beyond E4, unexplained
    /// Code that upstream's wheel holds and no file of the source does: an alarm, no curable
    /// failure (threats F1).
    std::vector<std::string> unsourced;
};

/// A ready-made binary that came with the source and stands in the wheel (threats F2): for the
/// manifest's `prebuilt[]`.
struct PrebuiltMember {
    std::string path;
    crypto::Sha256Digest sha256;
    std::string explanation;
};

struct CheckReport {
    std::vector<Check> checks;  ///< in order of their ids
    Comparison comparison;
    std::vector<PrebuiltMember> prebuilt;

    /// No check failed, and no difference from upstream's wheel is left unexplained (E6).
    bool publishable() const;
    const Check* find(std::string_view id) const;
    /// The class of the first failed check, or of what makes it E6; empty where it is publishable.
    std::string failure_class() const;
};

}  // namespace spoke::factory
