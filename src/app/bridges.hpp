#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/pool.hpp"
#include "factory/queue/requests.hpp"
#include "http/services.hpp"
#include "provenance/signer.hpp"

namespace spoke::app {

/// The factory's queue as http sees it: rooms of equal or unknown rank are joined here.
class FactoryRequests final : public http::BuildRequests {
public:
    /// `wake` tells the builders that there may be work.
    FactoryRequests(factory::Requests& requests, std::function<void()> wake)
        : requests_(requests), wake_(std::move(wake)) {}

    Result<void> check(std::string_view requirement) const override;
    Result<catalog::Build> request(const catalog::Cause& cause,
                                   std::string_view requirement) override;

private:
    factory::Requests& requests_;
    std::function<void()> wake_;
};

/// A miss becomes a request on the db pool; by nobody in particular, only a record (F12). Where the
/// pool is full it is dropped: the client will ask again.
class FactoryMisses final : public http::MissSink {
public:
    FactoryMisses(factory::Requests& requests, base::Pool& pool, std::function<void()> wake)
        : requests_(requests), pool_(pool), wake_(std::move(wake)) {}

    bool note(const http::Miss& miss) override;

private:
    factory::Requests& requests_;
    base::Pool& pool_;
    std::function<void()> wake_;
};

class SignerTrust final : public http::TrustSource {
public:
    explicit SignerTrust(provenance::Signer& signer) : signer_(signer) {}
    Result<std::string> load_trust() override { return signer_.trust_file(); }

private:
    provenance::Signer& signer_;
};

}  // namespace spoke::app
