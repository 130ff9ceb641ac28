#include "cli/api_client.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/encoding.hpp"
#include "transfer/client.hpp"

namespace spoke::cli {
namespace {

using base::Json;

constexpr std::uint64_t k_answer_limit = 64U << 20U;
constexpr std::chrono::seconds k_patience{60};

/// The operator names this server, so it may be on this machine or in the own network; what it
/// redirects to may not.
transfer::EgressPolicy policy_for(const transfer::Origin& origin, const base::Secret& token) {
    transfer::OriginRule rule;
    rule.allowed = {transfer::AddressClass::loopback, transfer::AddressClass::private_network,
                    transfer::AddressClass::shared};
    rule.authorization = base::Secret("Bearer " + token.reveal());
    return transfer::EgressPolicy({{origin, rule}});
}

ErrorCode code_of(int status) {
    switch (status) {
        case 400:
        case 422:
            return ErrorCode::invalid;
        case 401:
            return ErrorCode::unauthenticated;
        case 403:
            return ErrorCode::denied;
        case 404:
            return ErrorCode::not_found;
        case 409:
            return ErrorCode::conflict;
        case 413:
            return ErrorCode::too_large;
        default:
            return ErrorCode::unavailable;
    }
}

/// A problem+json body's words, or the bare status.
Error error_of(int status, const std::string& body) {
    Error error{code_of(status), "the server answered " + std::to_string(status), {}};
    const auto problem = base::parse_json(body);
    if (!problem || !problem->is_object()) return error;
    const auto title = base::json_string_or(*problem, "title", "");
    const auto detail = base::json_string_or(*problem, "detail", "");
    const auto event = base::json_string_or(*problem, "event", "");
    if (!title.empty() || !detail.empty())
        error.message = base::printable(detail.empty() ? title : detail, 2000);
    if (status == 401)
        error.notes.emplace_back(
            "the token in use is that of --token-file, SPOKESHAVE_TOKEN or the settings file");
    if (!event.empty())
        error.notes.push_back("event " + base::printable(event, 60) + " in the server's log");
    return error;
}

}  // namespace

struct ApiClient::State {
    transfer::HttpUrl base;
    transfer::EgressPolicy policy;
    transfer::SystemResolver resolver;
    transfer::Client client{policy, resolver};

    State(transfer::HttpUrl url, const base::Secret& token)
        : base(std::move(url)), policy(policy_for(base.origin(), token)) {}

    Result<std::string> exchange(transfer::Method method, const std::string& path,
                                 std::string body);
};

Result<std::string> ApiClient::State::exchange(transfer::Method method, const std::string& path,
                                               std::string body) {
    SPOKE_TRY(auto url, transfer::HttpUrl::parse(base.text() + path.substr(1)));
    transfer::Request request(std::move(url));
    request.method = method;
    request.body = std::move(body);
    if (method == transfer::Method::post) request.content_type = "application/json";
    request.max_bytes = k_answer_limit;
    request.deadline = base::Deadline::after(k_patience);
    std::string answer;
    const auto response = client.send(request, [&](std::string_view piece) {
        answer += piece;
        return ok();
    });
    if (!response)
        return fail_with_note(response.error(), "asking the server at " + base.printable());
    if (response->status < 200 || response->status > 299)
        return fail(error_of(response->status, answer));
    return answer;
}

Result<ApiClient> ApiClient::open(const ServerOptions& server) {
    auto url = transfer::HttpUrl::parse(server.url + "/");
    if (!url)
        return fail_with_note(
            url.error(), "the server's URL is from --url, SPOKESHAVE_URL or the settings file");
    return ApiClient(std::make_unique<State>(*std::move(url), server.token));
}

ApiClient::ApiClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
ApiClient::ApiClient(ApiClient&&) noexcept = default;
ApiClient::~ApiClient() = default;

Result<Json> ApiClient::get(const std::string& path) {
    SPOKE_TRY(const auto text, state_->exchange(transfer::Method::get, path, {}));
    return base::parse_json(text);
}

Result<std::string> ApiClient::get_text(const std::string& path) {
    return state_->exchange(transfer::Method::get, path, {});
}

Result<Json> ApiClient::post(const std::string& path, const Json& body) {
    SPOKE_TRY(const auto text,
              state_->exchange(transfer::Method::post, path, base::dump_json(body)));
    return base::parse_json(text);
}

Result<void> ApiClient::remove(const std::string& path) {
    SPOKE_TRY(state_->exchange(transfer::Method::delete_, path, {}));
    return ok();
}

}  // namespace spoke::cli
