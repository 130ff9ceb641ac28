#include "http/error_response.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace spoke::http {
namespace {

const base::Id k_event = base::Id::parse("01890a5d-ac96-774b-bcce-b302099a8057").value();

std::string head_of(const Answer& answer) {
    return "\r\n" + std::string(answer.bytes.substr(0, answer.head_size));
}

base::Json body_of(const Answer& answer) {
    return base::parse_json(answer.bytes.substr(answer.head_size)).value();
}

}  // namespace

TEST(ErrorResponse, the_table_from_error_to_status) {
    const std::vector<std::pair<ErrorCode, int>> table{
        {ErrorCode::invalid, 400},     {ErrorCode::unauthenticated, 401},
        {ErrorCode::denied, 403},      {ErrorCode::not_found, 404},
        {ErrorCode::conflict, 409},    {ErrorCode::too_large, 413},
        {ErrorCode::unsupported, 501}, {ErrorCode::unavailable, 503},
        {ErrorCode::timeout, 504},     {ErrorCode::exhausted, 503},
        {ErrorCode::corrupt, 500},     {ErrorCode::cancelled, 503},
        {ErrorCode::internal, 500}};
    for (const auto& [code, status] : table) {
        const Refusal refusal = refusal_of(Error{code, "why", {}});
        EXPECT_EQ(refusal.status, status);
        EXPECT_EQ(refusal.code, to_string(code));
        EXPECT_EQ(refusal.retry_after.has_value(), status == 503 || status == 504);
    }
}

TEST(ErrorResponse, item_106_retry_after_is_one_to_five_whole_seconds) {
    const Answer answer =
        render_refusal(refusal_of(Error{ErrorCode::unavailable, "later", {}}), k_event);
    EXPECT_NE(head_of(answer).find("\r\nRetry-After: 2\r\n"), std::string::npos);
}

TEST(ErrorResponse, what_went_wrong_inside_is_not_told) {
    const Answer answer = render_refusal(
        refusal_of(Error{ErrorCode::corrupt, "blob /data/blobs/ab is short", {}}), k_event);
    EXPECT_EQ(answer.bytes.find("blobs"), std::string_view::npos);
    EXPECT_EQ(body_of(answer)["event"], k_event.text());
}

TEST(ErrorResponse, item_108_problem_json_without_a_parameter) {
    const Answer answer = render_refusal(refused(404, "Nothing here."), k_event);
    EXPECT_NE(head_of(answer).find("\r\nContent-Type: application/problem+json\r\n"),
              std::string::npos);
    const base::Json body = body_of(answer);
    EXPECT_EQ(body["title"], "Not Found");
    EXPECT_EQ(body["detail"], "Nothing here.");
    EXPECT_EQ(body["status"], 404);
    EXPECT_EQ(body["code"], "not_found");
}

TEST(ErrorResponse, items_102_and_113_challenge_and_allow) {
    const Answer challenge = render_refusal(unauthorized("mine", "Who are you?"), k_event);
    EXPECT_NE(head_of(challenge).find("\r\nWWW-Authenticate: Basic realm=\"mine\""),
              std::string::npos);
    EXPECT_NE(head_of(challenge).find("\r\nCache-Control: no-store\r\n"), std::string::npos);
    const Answer method = render_refusal(method_not_allowed("GET, HEAD", "No."), k_event);
    EXPECT_NE(head_of(method).find("\r\nAllow: GET, HEAD\r\n"), std::string::npos);
}

TEST(ErrorResponse, item_213_secrets_do_not_come_back) {
    Refusal refusal = refused(403, "No 'spoke_secret' for https://u:p@host/");
    refusal.reason = "Denied: spoke_secret";
    const Answer answer = render_refusal(refusal, k_event);
    EXPECT_EQ(answer.bytes.find("secret"), std::string_view::npos);
    EXPECT_EQ(answer.bytes.find("u:p"), std::string_view::npos);
    EXPECT_EQ(answer.reason, "Denied: spoke_[redacted]");
}

}  // namespace spoke::http
