#pragma once

#include <string_view>

#include "base/result.hpp"
#include "http/error_response.hpp"
#include "http/handler.hpp"

namespace spoke::http {

/// How the handlers say no: an error in the form that the operation's clients understand, with the
/// exchange's event id. An error from inside is logged under it.
class Refuser {
public:
    explicit Refuser(std::string_view realm) : realm_(realm) {}

    /// For pages and files: 401 with Basic, Vary where the URL is negotiated.
    Answer for_index(const Exchange& exchange, const Error& error,
                     std::string_view vary = {}) const;
    /// For the REST API: 401 with Bearer, and 422 for what the body asks that can't be.
    Answer for_api(const Exchange& exchange, const Error& error) const;
    static Answer as_is(const Exchange& exchange, const Refusal& refusal);

private:
    std::string realm_;
};

}  // namespace spoke::http
