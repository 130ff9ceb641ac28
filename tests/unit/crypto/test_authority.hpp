#pragma once

#include <string>

#include "base/id.hpp"
#include "crypto/certificate.hpp"

namespace spoke::crypto {

/// A root and what it issues.
struct TestAuthority {
    struct Leaf {
        PrivateKey key;
        Certificate certificate;
    };

    base::SystemRandom random;
    Validity validity{base::parse_rfc3339("2026-01-01T00:00:00Z").value(),
                      base::parse_rfc3339("2028-01-01T00:00:00Z").value()};
    base::Moment within = base::parse_rfc3339("2027-01-01T00:00:00Z").value();
    PrivateKey root_key = PrivateKey::generate().value();
    Certificate root =
        CertificateMaker(random)
            .make_root(root_key, {"Builder of tests root", "urn:uuid:domain", ""}, validity)
            .value();

    Leaf issue(Purpose purpose) { return issue(purpose, validity); }
    Leaf issue(Purpose purpose, Validity span) {
        auto key = PrivateKey::generate().value();
        auto certificate =
            CertificateMaker(random)
                .make_leaf(root, root_key, key.public_key(),
                           {"Builder of tests", "urn:uuid:domain", "urn:spokeshave:builder:test"},
                           purpose, span)
                .value();
        return {std::move(key), std::move(certificate)};
    }
};

}  // namespace spoke::crypto
