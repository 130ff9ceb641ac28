#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "transfer/address.hpp"

namespace spoke::transfer {

/// Names to addresses. An interface, so that tests can rebind a name between two questions.
class Resolver {
public:
    virtual ~Resolver() = default;
    /// Never empty. A host that is an address already gives that address. Blocks.
    virtual Result<std::vector<IpAddress>> resolve(const std::string& host,
                                                   base::Deadline deadline) = 0;
};

/// The system's (getaddrinfo).
class SystemResolver final : public Resolver {
public:
    Result<std::vector<IpAddress>> resolve(const std::string& host,
                                           base::Deadline deadline) override;
};

}  // namespace spoke::transfer
