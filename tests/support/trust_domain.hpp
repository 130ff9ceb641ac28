#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "provenance/local_signer.hpp"
#include "provenance/trust.hpp"
#include "support/fast_folder.hpp"
#include "support/manual_clock.hpp"
#include "support/must.hpp"

namespace spoke::tests {

/// A trust domain with keys in a folder of its own, and what it signs. The test's program needs
/// spoke_provenance.
struct TrustDomain {
    base::TemporaryFolder folder = must(make_fast_folder("trust-domain"));
    ManualClock clock;
    CountingRandom random;
    provenance::LocalSigner signer{open_store(), clock};

    provenance::KeyStore open_store() {
        return must(
            provenance::KeyStore::open(folder.path(), "Carpenter's workshop", clock, random));
    }
    std::string trust_text() { return must(signer.trust_file()); }
    provenance::TrustFile trust() {
        return must(provenance::parse_signed_trust(trust_text())).trust;
    }
};

inline crypto::Sha256Digest sample_digest(std::string_view of) {
    return crypto::sha256(of);
}

/// flask 2.0.0 from its sdist, with two build requirements.
inline provenance::BuildOrder sample_order() {
    provenance::BuildOrder order;
    order.project = "flask";
    order.version = "2.0.0";
    order.base_version = "2.0.0";
    order.source = {provenance::SourceKind::sdist,
                    "pkg:pypi/flask@2.0.0?file_name=Flask-2.0.0.tar.gz", "",
                    sample_digest("sdist")};
    order.requirements = {
        {"wheel", "0.45.1", "wheel-0.45.1-1-py3-none-any.whl", sample_digest("wheel"), "rebuilt"},
        {"setuptools", "80.9.0", "setuptools-80.9.0-1-py3-none-any.whl",
         sample_digest("setuptools"), "rebuilt"}};
    order.toolchain = sample_digest("toolchain");
    order.tools = {{"python3.11", "3.11.2-6"}, {"gcc-12", "12.2.0-14"}};
    order.target_python = "3.11";
    order.target_platform = "linux_x86_64";
    order.sandbox = "bubblewrap";
    order.sandbox_version = "0.8.0";
    order.epoch = must(base::parse_rfc3339("2021-05-11T21:43:42Z"));
    order.strategy = "as-is";
    return order;
}

inline provenance::BuildTicket ticket_for(const provenance::BuildOrder& order) {
    return {must(base::Id::parse("01890a5d-ac96-774b-bcce-b302099a8057")), std::string(64, 'a'),
            provenance::render_build_order(order)};
}

inline provenance::BaseFile sample_base() {
    return {"Flask-2.0.0-py3-none-any.whl", sample_digest("upstream"),
            must(base::parse_rfc3339("2021-05-11T21:43:44.123456Z"))};
}

/// The manifest of sample_order()'s wheel, as the control plane asks for it.
inline provenance::Manifest sample_manifest() {
    provenance::Manifest manifest;
    manifest.project = "flask";
    manifest.version = "2.0.0";
    manifest.dist_info = "flask-2.0.0.dist-info";
    manifest.wheel = "flask-2.0.0-1-py3-none-any.whl";
    manifest.build_number = "1";
    manifest.source = sample_order().source;
    manifest.base = sample_base();
    manifest.sboms = {{"sboms/spokeshave.spdx.json", sample_digest("sbom")}};
    manifest.equivalence = "E2";
    manifest.files = {
        {"flask/__init__.py", sample_digest("init"), 4, crypto::Executable::no},
        {"flask/app.py", sample_digest("app"), 5, crypto::Executable::no},
        {"flask-2.0.0.data/scripts/run", sample_digest("run"), 6, crypto::Executable::yes},
        {"flask-2.0.0.dist-info/METADATA", sample_digest("metadata"), 7, crypto::Executable::no},
        {"flask-2.0.0.dist-info/WHEEL", sample_digest("WHEEL"), 8, crypto::Executable::no}};
    manifest.payload = crypto::payload_digest(manifest.files, manifest.dist_info);
    return manifest;
}

/// What was recomputed from the sealed wheel of sample_manifest().
inline provenance::BuildResult sample_result(base::Moment finished) {
    provenance::BuildResult result;
    result.subject = {"flask-2.0.0-1-py3-none-any.whl", sample_digest("sealed wheel")};
    result.payload = sample_manifest().payload;
    result.equivalence = "E2";
    result.base = sample_base();
    result.byproducts = {{"log", sample_digest("log")}};
    result.started = finished - std::chrono::seconds{3};
    result.finished = finished;
    return result;
}

/// What the place says where sample_manifest() belongs.
inline constexpr std::string_view k_sample_folder = "flask-2.0.0.dist-info";

}  // namespace spoke::tests
