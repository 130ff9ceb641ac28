#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "cli/context.hpp"

namespace spoke::cli {

/// The server's REST API (docs/reference/rest-api.md) as the commands use it. An answer of 4xx or
/// 5xx is an error with the problem's own words and its event id.
class ApiClient {
public:
    static Result<ApiClient> open(const ServerOptions& server);
    ApiClient(ApiClient&&) noexcept;
    ~ApiClient();

    /// `path` begins with `/api/v1/`.
    Result<base::Json> get(const std::string& path);
    Result<std::string> get_text(const std::string& path);
    Result<base::Json> post(const std::string& path, const base::Json& body);
    Result<void> remove(const std::string& path);

private:
    struct State;
    explicit ApiClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace spoke::cli
