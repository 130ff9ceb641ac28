#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "archive/canonical_wheel.hpp"
#include "base/file.hpp"
#include "support/trust_domain.hpp"
#include "verify/verify.hpp"

namespace spoke::tests {

/// What a wheel holds: paths as in the wheel, without METADATA, WHEEL and RECORD.
struct MadePackage {
    std::string project;
    std::string version = "1.0";
    std::map<std::string, std::string> files;
    std::string folder = {};  ///< of its dist-info, where it is not the usual one

    std::string dist_info() const {
        return folder.empty() ? project + "-" + version + ".dist-info" : folder;
    }
};

/// A virtual environment of Python 3.11 in a temporary folder, as an installer would leave it, with
/// packages that a trust domain of the test has signed and others. The test's program needs
/// spoke_verify and spoke_archive.
class MadeEnvironment {
public:
    MadeEnvironment();

    /// With signed manifest, SBOM, RECORD, INSTALLER, and pip's scripts of its entry points.
    void install(const MadePackage& package);
    /// As a package from anywhere else: RECORD and no manifest.
    void install_unsigned(const MadePackage& package);
    /// A signed wheel in the folder beside the environment; `more` is added after the signing.
    std::filesystem::path make_wheel(const MadePackage& package,
                                     const std::vector<archive::Member>& more = {});

    /// Files by their path below the environment; folders are made.
    void write(std::string_view path, std::string_view text);
    void append(std::string_view path, std::string_view text);
    void link(std::string_view path, std::string_view target);
    void remove(std::string_view path) { std::filesystem::remove_all(root() / path); }
    std::string read(std::string_view path) const;
    static std::string site(std::string_view name) {
        return "lib/python3.11/site-packages/" + std::string(name);
    }

    verify::Options options();
    verify::Report verify() { return verify(options()); }
    verify::Report verify(const verify::Options& options) {
        return must(verify::verify_path(root(), options));
    }

    std::filesystem::path folder() const { return folder_.path(); }
    std::filesystem::path root() const { return folder_.path() / "env"; }
    std::filesystem::path trust_path() const { return folder_.path() / "trust.json"; }
    TrustDomain& domain() { return domain_; }

private:
    std::vector<archive::Member> sign(const MadePackage& package);
    void place(const MadePackage& package, const std::vector<archive::Member>& members);

    TrustDomain domain_;
    base::TemporaryFolder folder_ = must(make_fast_folder("made-environment"));
    unsigned tickets_ = 0;
};

/// A plain signed package: `<project>/__init__.py`, `<project>/app.py`.
inline MadePackage plain_package(const std::string& project) {
    return {project, "1.0", {{project + "/__init__.py", "x = 1\n"}, {project + "/app.py", ""}}};
}

inline const verify::Item& item_of(const verify::Report& report, std::string_view name) {
    static const verify::Item none;
    for (const auto& item : report.items)
        if (item.name == name) return item;
    ADD_FAILURE() << "no item is called " << name;
    return none;
}

/// The codes of an item's or a report's findings that are errors or warnings, with their places.
inline std::string problems_of(const Findings& findings) {
    std::string out;
    for (const auto& finding : findings)
        if (finding.severity != Severity::note)
            out += (out.empty() ? "" : " ") + finding.code + "@" + finding.where;
    return out;
}

inline verify::Outcome outcome_of(const verify::Report& report) {
    return verify::judge(report, {});
}

}  // namespace spoke::tests
