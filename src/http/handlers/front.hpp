#pragma once

#include <memory>
#include <string>

#include "http/answer.hpp"
#include "http/handler.hpp"
#include "http/services.hpp"

namespace spoke::http {

/// `/`, `/healthz` and `/readyz`: what anybody may see.
class FrontHandler {
public:
    FrontHandler(const std::string& external_url, const Services& services);

    Answer front_page() const { return front_page_; }
    /// The process answers.
    Answer health() const { return health_; }
    /// The catalog can be read: 503 while not.
    Task<Answer> ready(Exchange& exchange) const;

private:
    const Services& services_;
    Answer front_page_;
    Answer health_;
};

}  // namespace spoke::http
