#include "transfer/client.hpp"

#include "support/loopback_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>
#include <utility>
#include <vector>

namespace spoke::transfer {
namespace {

using tests::http_answer;
using tests::LoopbackServer;

/// Gives each question the next answer, so that a name can be rebound between two of them.
class ScriptedResolver final : public Resolver {
public:
    explicit ScriptedResolver(std::vector<std::string> answers) : answers_(std::move(answers)) {}
    Result<std::vector<IpAddress>> resolve(const std::string&, base::Deadline) override {
        const auto& text = answers_[std::min(asked_++, answers_.size() - 1)];
        return std::vector{*IpAddress::parse(text)};
    }
    std::size_t asked() const { return asked_; }

private:
    std::vector<std::string> answers_;
    std::size_t asked_ = 0;
};

EgressPolicy allowing(const std::vector<std::string>& urls, const std::string& authorization = "") {
    std::map<Origin, OriginRule> rules;
    for (const auto& url : urls) {
        OriginRule rule;
        rule.allowed.insert(AddressClass::loopback);
        if (&url == &urls.front()) rule.authorization = base::Secret(authorization);
        rules[HttpUrl::parse(url)->origin()] = rule;
    }
    return EgressPolicy(std::move(rules));
}

Request request_for(const std::string& url) {
    Request request(*HttpUrl::parse(url));
    request.max_bytes = 1 << 20;
    request.deadline = base::Deadline::after(std::chrono::seconds(10));
    return request;
}

struct Fetched {
    Result<Response> response;
    std::string body;
};

Fetched fetch(const EgressPolicy& policy, Resolver& resolver, const Request& request) {
    Client client(policy, resolver);
    std::string body;
    auto response = client.send(request, [&](std::string_view bytes) {
        body += bytes;
        return ok();
    });
    return {std::move(response), std::move(body)};
}

TEST(Client, a_body_and_its_facts_arrive) {
    LoopbackServer server(
        [](const std::string&) { return http_answer(200, "hello", "ETag: \"x\"\r\n"); });
    SystemResolver resolver;
    const auto policy = allowing({server.url("/")});
    const auto got = fetch(policy, resolver, request_for(server.url("/a?b=c")));
    ASSERT_TRUE(got.response) << got.response.error().describe();
    EXPECT_EQ(got.response->status, 200);
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.response->headers.at("etag"), "\"x\"");
    EXPECT_TRUE(server.requests().front().starts_with("GET /a?b=c HTTP/1.1\r\n"));
}

TEST(Client, I11_loopback_is_not_dialled_without_a_rule_for_that_origin) {
    LoopbackServer server([](const std::string&) { return http_answer(200, "secret"); });
    SystemResolver resolver;
    const EgressPolicy policy;
    const auto got = fetch(policy, resolver, request_for(server.url("/")));
    ASSERT_FALSE(got.response);
    EXPECT_EQ(got.response.error().code, ErrorCode::denied);
    EXPECT_TRUE(server.requests().empty());
}

TEST(Client, I11_the_checked_address_is_the_one_dialled) {
    // The name's first answer is allowed; had curl asked again, it would have got another one.
    LoopbackServer server([](const std::string&) { return http_answer(200, "ok"); });
    const std::string url = "http://index.example:" + std::to_string(server.port()) + "/";
    ScriptedResolver resolver({"127.0.0.1", "10.0.0.1"});
    const auto policy = allowing({url});
    const auto got = fetch(policy, resolver, request_for(url));
    ASSERT_TRUE(got.response) << got.response.error().describe();
    EXPECT_EQ(got.body, "ok");
    EXPECT_EQ(resolver.asked(), 1U);
    EXPECT_NE(server.requests().front().find("Host: index.example:"), std::string::npos);
}

TEST(Client, I11_each_redirect_is_judged_by_its_own_origin) {
    LoopbackServer inner([](const std::string&) { return http_answer(200, "metadata"); });
    LoopbackServer outer([&](const std::string&) {
        return http_answer(302, "", "Location: " + inner.url("/latest") + "\r\n");
    });
    SystemResolver resolver;
    const auto policy = allowing({outer.url("/")});
    const auto got = fetch(policy, resolver, request_for(outer.url("/")));
    ASSERT_FALSE(got.response);
    EXPECT_EQ(got.response.error().code, ErrorCode::denied);
    EXPECT_TRUE(inner.requests().empty());
}

TEST(Client, I11_credentials_go_to_their_origin_only) {
    LoopbackServer files([](const std::string&) { return http_answer(200, "bytes"); });
    LoopbackServer index([&](const std::string&) {
        return http_answer(302, "ignored", "Location: " + files.url("/f") + "\r\n");
    });
    SystemResolver resolver;
    const auto policy = allowing({index.url("/"), files.url("/")}, "Basic c2VjcmV0");
    const auto got = fetch(policy, resolver, request_for(index.url("/")));
    ASSERT_TRUE(got.response) << got.response.error().describe();
    EXPECT_EQ(got.body, "bytes");
    EXPECT_NE(index.requests().front().find("Authorization: Basic c2VjcmV0"), std::string::npos);
    EXPECT_EQ(files.requests().front().find("Authorization"), std::string::npos);
    EXPECT_EQ(got.response->url.text(), files.url("/f"));
}

TEST(Client, redirects_end_at_their_limit) {
    LoopbackServer server(
        [](const std::string&) { return http_answer(302, "", "Location: /again\r\n"); });
    SystemResolver resolver;
    const auto policy = allowing({server.url("/")});
    const auto got = fetch(policy, resolver, request_for(server.url("/")));
    ASSERT_FALSE(got.response);
    EXPECT_EQ(server.requests().size(), 6U);
}

TEST(Client, a_body_over_its_limit_is_cut_off) {
    LoopbackServer server(
        [](const std::string&) { return http_answer(200, std::string(100'000, 'x')); });
    SystemResolver resolver;
    const auto policy = allowing({server.url("/")});
    auto request = request_for(server.url("/"));
    request.max_bytes = 10'000;
    const auto got = fetch(policy, resolver, request);
    ASSERT_FALSE(got.response);
    EXPECT_EQ(got.response.error().code, ErrorCode::too_large);
    EXPECT_LE(got.body.size(), 10'000U);
}

TEST(Client, a_transfer_that_is_cut_short_is_no_success) {
    LoopbackServer server([](const std::string&) {
        return std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    });
    SystemResolver resolver;
    const auto policy = allowing({server.url("/")});
    const auto got = fetch(policy, resolver, request_for(server.url("/")));
    ASSERT_FALSE(got.response);
    EXPECT_EQ(got.response.error().code, ErrorCode::unavailable);
}

TEST(Client, a_silent_peer_costs_no_more_than_the_deadline) {
    std::promise<void> client_is_done;
    const auto done = client_is_done.get_future().share();
    LoopbackServer server([done](const std::string&) {
        done.wait();
        return http_answer(200, "late");
    });
    SystemResolver resolver;
    const auto policy = allowing({server.url("/")});
    auto request = request_for(server.url("/"));
    request.deadline = base::Deadline::after(std::chrono::milliseconds(200));
    const auto got = fetch(policy, resolver, request);
    client_is_done.set_value();
    ASSERT_FALSE(got.response);
    EXPECT_EQ(got.response.error().code, ErrorCode::timeout);
}

TEST(Client, the_sinks_error_ends_the_transfer_and_comes_back) {
    LoopbackServer server([](const std::string&) { return http_answer(200, "body"); });
    SystemResolver resolver;
    const auto policy = allowing({server.url("/")});
    Client client(policy, resolver);
    const auto got = client.send(request_for(server.url("/")), [](std::string_view) {
        return Result<void>(fail(ErrorCode::exhausted, "disk is full"));
    });
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, ErrorCode::exhausted);
}

TEST(Client, posts_and_deletes_follow_no_redirect) {
    LoopbackServer server([](const std::string& request) {
        return request.starts_with("POST") ? http_answer(307, "moved", "Location: /x\r\n")
                                           : http_answer(204, "");
    });
    SystemResolver resolver;
    const auto policy = allowing({server.url("/")}, "Bearer t");
    auto request = request_for(server.url("/api"));
    request.method = Method::post;
    request.body = "{}";
    request.content_type = "application/json";
    const auto posted = fetch(policy, resolver, request);
    ASSERT_TRUE(posted.response);
    EXPECT_EQ(posted.response->status, 307);
    EXPECT_EQ(posted.body, "moved");
    const auto sent = server.requests().front();
    EXPECT_NE(sent.find("Content-Type: application/json"), std::string::npos);
    EXPECT_TRUE(sent.ends_with("\r\n\r\n{}"));
    request.method = Method::delete_;
    const auto deleted = fetch(policy, resolver, request);
    ASSERT_TRUE(deleted.response);
    EXPECT_EQ(deleted.response->status, 204);
    EXPECT_TRUE(server.requests().back().starts_with("DELETE /api"));
}

TEST(Client, callers_may_not_set_the_fields_that_are_ours) {
    SystemResolver resolver;
    const auto policy = allowing({"http://127.0.0.1:9/"});
    for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
             {"Authorization", "x"}, {"Host", "x"}, {"Accept", "a\r\nCookie: b"}}) {
        auto request = request_for("http://127.0.0.1:9/");
        request.headers.emplace_back(name, value);
        EXPECT_EQ(fetch(policy, resolver, request).response.error().code, ErrorCode::invalid);
    }
}

}  // namespace
}  // namespace spoke::transfer
