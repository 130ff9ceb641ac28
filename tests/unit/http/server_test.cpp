#include "http/server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <latch>
#include <memory>
#include <thread>

#include "base/pool.hpp"
#include "http/head_writer.hpp"
#include "support/raw_client.hpp"

namespace spoke::http {
namespace {

using tests::body_of;
using tests::header_of;
using tests::RawClient;
using tests::status_of;

/// Answers by path: "/" a small text, "/echo" the body, "/file" a file, "/slow" after `go`,
/// "/throw" not at all.
class FakeHandler final : public Handler {
public:
    explicit FakeHandler(base::Pool& pool) : pool_(pool) {
        auto folder = base::TemporaryFolder::make("http-test");
        folder_ = std::make_unique<base::TemporaryFolder>(std::move(folder).value());
        const auto path = folder_->path() / "big";
        std::ofstream(path) << std::string(k_file_size, 'x');
        file_ = std::make_shared<const base::FileHandle>(base::open_regular_file(path).value());
    }

    Reply answer(Exchange& exchange) override {
        const std::string_view target = exchange.request.target;
        ++answered;
        if (target == "/echo") return echo(exchange);
        if (target == "/slow") return wait();
        if (target == "/throw") throw std::runtime_error("handler trouble");
        if (target == "/throw-later") return throw_later();
        if (target == "/full") return refuse_full();
        if (target == "/file") {
            HeadWriter head;
            Answer answer = answer_with(std::move(head).finish_bodyless(200, k_file_size));
            answer.file = FileRange{file_, 0, k_file_size};
            return answer;
        }
        HeadWriter head;
        head.add("Content-Type", "text/plain");
        return answer_with(std::move(head).finish(200, "you asked for " + std::string(target)));
    }

    static constexpr std::size_t k_file_size = 3'000'000;
    std::atomic<int> answered{0};
    std::latch go{1};

private:
    static Task<Answer> echo(Exchange& exchange) {
        constexpr std::uint64_t k_limit = 100'000;
        SPOKE_CO_TRY(const std::string body, co_await exchange.body.read(k_limit));
        HeadWriter head;
        co_return answer_with(std::move(head).finish(200, body));
    }
    Task<Answer> wait() {
        auto work = [this]() -> Result<int> {
            go.wait();
            return 1;
        };
        SPOKE_CO_TRY(const int value, co_await base::run_on(pool_, std::move(work)));
        HeadWriter head;
        co_return answer_with(std::move(head).finish(200, "waited " + std::to_string(value)));
    }
    static Task<Answer> throw_later() {
        throw std::runtime_error("task trouble");
        co_return fail(ErrorCode::internal, "not reached");
    }
    static Task<Answer> refuse_full() {
        co_return fail(ErrorCode::exhausted, "the queue of pool 'db' is full");
    }

    base::Pool& pool_;
    std::unique_ptr<base::TemporaryFolder> folder_;
    std::shared_ptr<const base::FileHandle> file_;
};

class ServerTest : public ::testing::Test {
protected:
    void start(Settings settings = {}) {
        settings.port = 0;
        server_ = std::make_unique<Server>(Server::open(std::move(settings), handler_).value());
        server_->start();
    }
    RawClient client() const { return RawClient(server_->port()); }

    base::Pool pool_{"test", 2, 10};
    FakeHandler handler_{pool_};
    std::unique_ptr<Server> server_;
};

std::string get(std::string_view path, std::string_view more = {}) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

std::string post(std::string_view body, std::string_view more = {}) {
    return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string(more) + "\r\n" + std::string(body);
}

}  // namespace

TEST_F(ServerTest, answers_several_requests_on_one_connection) {
    start();
    RawClient raw = client();
    for (int i = 0; i < 3; ++i) {
        raw.send(get("/" + std::to_string(i)));
        const std::string answer = raw.answer();
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_EQ(body_of(answer), "you asked for /" + std::to_string(i));
        EXPECT_EQ(header_of(answer, "Date").size(), 29U);
        EXPECT_EQ(header_of(answer, "Connection"), "");
    }
}

TEST_F(ServerTest, keeps_the_order_of_pipelined_requests) {
    start();
    RawClient raw = client();
    raw.send(get("/1") + post("abc") + get("/2") + "\r\n" + get("/file") + get("/3"));
    EXPECT_EQ(body_of(raw.answer()), "you asked for /1");
    EXPECT_EQ(body_of(raw.answer()), "abc");
    EXPECT_EQ(body_of(raw.answer()), "you asked for /2");
    EXPECT_EQ(body_of(raw.answer()).size(), FakeHandler::k_file_size);
    EXPECT_EQ(body_of(raw.answer()), "you asked for /3");
}

TEST_F(ServerTest, head_has_the_headers_of_get_and_no_body) {
    start();
    RawClient raw = client();
    raw.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nHEAD /file HTTP/1.1\r\nHost: a\r\n\r\n" +
             get("/y"));
    EXPECT_EQ(header_of(raw.answer("HEAD"), "Content-Length"), "16");
    EXPECT_EQ(header_of(raw.answer("HEAD"), "Content-Length"), "3000000");
    EXPECT_EQ(body_of(raw.answer()), "you asked for /y");
}

TEST_F(ServerTest, closes_when_the_client_asks_for_it) {
    start();
    RawClient raw = client();
    raw.send(get("/", "Connection: close\r\n"));
    EXPECT_EQ(header_of(raw.answer(), "Connection"), "close");
    EXPECT_TRUE(raw.closed());
}

TEST_F(ServerTest, keeps_an_old_client_s_connection_only_when_it_asks) {
    start();
    RawClient old = client();
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(header_of(old.answer(), "Connection"), "close");
    EXPECT_TRUE(old.closed());
    RawClient asking = client();
    asking.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(header_of(asking.answer(), "Connection"), "keep-alive");
    asking.send("GET /again HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(body_of(asking.answer()), "you asked for /again");
}

TEST_F(ServerTest, reads_a_request_that_comes_byte_by_byte) {
    start();
    RawClient raw = client();
    for (const char c : get("/slowly")) raw.send(std::string_view(&c, 1));
    EXPECT_EQ(body_of(raw.answer()), "you asked for /slowly");
}

TEST_F(ServerTest, reads_chunked_bodies) {
    start();
    RawClient raw = client();
    raw.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n" +
        get("/next"));
    EXPECT_EQ(body_of(raw.answer()), "abcde");
    EXPECT_EQ(body_of(raw.answer()), "you asked for /next");
}

TEST_F(ServerTest, broken_chunks_are_400_and_close) {
    start();
    for (const std::string_view chunk :
         {"g\r\nabc\r\n", "-1\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\nabc\n0\n\n",
          "fffffffffffffffffff\r\n", " 3\r\nabc\r\n"}) {
        RawClient raw = client();
        raw.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        raw.send(chunk);
        const std::string answer = raw.answer();
        EXPECT_EQ(status_of(answer), 400) << chunk;
        EXPECT_EQ(header_of(answer, "Connection"), "close") << chunk;
        EXPECT_TRUE(raw.closed()) << chunk;
    }
}

TEST_F(ServerTest, a_body_over_the_limit_is_413_before_it_is_read) {
    start();
    RawClient raw = client();
    raw.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n"
        "Expect: 100-continue\r\n\r\n");
    const std::string answer = raw.answer();
    EXPECT_EQ(status_of(answer), 413);
    EXPECT_TRUE(raw.closed());
    RawClient chunked = client();
    chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 30; ++i) chunked.send("1000\r\n" + std::string(0x1000, 'x') + "\r\n");
    EXPECT_EQ(status_of(chunked.answer()), 413);
}

TEST_F(ServerTest, asks_for_the_body_of_a_client_that_waits) {
    start();
    RawClient raw = client();
    raw.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
        "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(status_of(raw.answer()), 100);
    raw.send("ok");
    EXPECT_EQ(body_of(raw.answer()), "ok");
}

TEST_F(ServerTest, throws_away_a_small_body_that_nobody_wants) {
    start();
    RawClient raw = client();
    raw.send("GET /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + get("/2"));
    EXPECT_EQ(body_of(raw.answer()), "you asked for /1");
    EXPECT_EQ(body_of(raw.answer()), "you asked for /2");
}

TEST_F(ServerTest, does_not_read_a_large_body_that_nobody_wants) {
    start();
    RawClient raw = client();
    raw.send("GET /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
    const std::string answer = raw.answer();
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(header_of(answer, "Connection"), "close");
    EXPECT_TRUE(raw.closed());
}

TEST_F(ServerTest, limits_request_line_and_head) {
    start();
    RawClient line = client();
    line.send("GET /" + std::string(9000, 'a'));
    EXPECT_EQ(status_of(line.answer()), 414);
    RawClient head = client();
    head.send("GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 20; ++i)
        head.send("X-" + std::to_string(i) + ": " + std::string(1000, 'a') + "\r\n");
    EXPECT_EQ(status_of(head.answer()), 431);
    RawClient many = client();
    std::string flood = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 150; ++i) flood += "A: b\r\n";
    many.send(flood);
    EXPECT_EQ(status_of(many.answer()), 431);
    EXPECT_EQ(handler_.answered.load(), 0);
}

TEST_F(ServerTest, too_many_connections_are_503_with_retry_after) {
    Settings settings;
    settings.threads = 1;
    settings.limits.connections = 2;
    start(settings);
    std::vector<RawClient> open;
    for (int i = 0; i < 3; ++i) {
        open.push_back(client());
        open.back().send(get("/"));
        ASSERT_EQ(status_of(open.back().answer()), 200);
    }
    RawClient late = client();
    const std::string answer = late.answer();
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_EQ(header_of(answer, "Retry-After"), "2");
    EXPECT_TRUE(late.closed());
}

TEST_F(ServerTest, a_full_queue_is_503_with_retry_after) {
    start();
    RawClient raw = client();
    raw.send(get("/full"));
    const std::string answer = raw.answer();
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_EQ(header_of(answer, "Retry-After"), "2");
    raw.send(get("/next"));
    EXPECT_EQ(status_of(raw.answer()), 200);
}

TEST_F(ServerTest, a_handler_that_throws_is_500_and_the_connection_goes_on) {
    start();
    RawClient raw = client();
    raw.send(get("/throw") + get("/throw-later") + get("/fine"));
    const std::string first = raw.answer();
    EXPECT_EQ(status_of(first), 500);
    EXPECT_EQ(body_of(first).find("trouble"), std::string::npos);
    EXPECT_EQ(status_of(raw.answer()), 500);
    EXPECT_EQ(status_of(raw.answer()), 200);
}

TEST_F(ServerTest, half_a_request_is_408) {
    Settings settings;
    settings.timeouts.head = std::chrono::seconds(0);
    start(settings);
    RawClient raw = client();
    raw.send("GET / HTTP/1.1\r\nHos");
    EXPECT_EQ(status_of(raw.answer()), 408);
    EXPECT_TRUE(raw.closed());
}

TEST_F(ServerTest, an_idle_connection_is_closed_without_a_word) {
    Settings settings;
    settings.timeouts.idle = std::chrono::seconds(0);
    start(settings);
    RawClient raw = client();
    EXPECT_EQ(raw.rest(), "");
}

TEST_F(ServerTest, half_a_body_is_408) {
    Settings settings;
    settings.timeouts.stall = std::chrono::seconds(0);
    start(settings);
    RawClient raw = client();
    raw.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_EQ(status_of(raw.answer()), 408);
    EXPECT_TRUE(raw.closed());
}

TEST_F(ServerTest, a_client_that_does_not_read_is_cut) {
    Settings settings;
    settings.timeouts.stall = std::chrono::seconds(1);
    start(settings);
    RawClient raw = client();
    constexpr std::size_t k_files = 40;  // more than the sockets hold
    for (std::size_t i = 0; i < k_files; ++i) raw.send(get("/file"));
    while (handler_.answered.load() == 0) std::this_thread::yield();
    for (int i = 0; i < 100 && server_->connections() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(server_->connections(), 0U);
    EXPECT_LT(raw.rest().size(), k_files * FakeHandler::k_file_size);
}

TEST_F(ServerTest, survives_clients_that_leave) {
    start();
    for (int i = 0; i < 20; ++i) {
        RawClient raw = client();
        raw.send(i % 2 == 0 ? get("/file")
                            : "POST /echo HTTP/1.1\r\nHost: a\r\n"
                              "Content-Length: 9\r\n\r\nabc");
    }
    RawClient raw = client();
    raw.send(get("/"));
    EXPECT_EQ(status_of(raw.answer()), 200);
}

TEST_F(ServerTest, a_graceful_stop_finishes_what_runs) {
    Settings settings;
    settings.threads = 1;
    start(settings);
    RawClient idle = client();
    idle.send(get("/"));
    EXPECT_EQ(status_of(idle.answer()), 200);
    RawClient busy = client();
    busy.send(get("/slow"));
    while (handler_.answered.load() < 2) std::this_thread::yield();
    std::jthread stopper([this] { server_->stop(); });
    EXPECT_TRUE(idle.closed());
    handler_.go.count_down();
    const std::string answer = busy.answer();
    EXPECT_EQ(body_of(answer), "waited 1");
    EXPECT_EQ(header_of(answer, "Connection"), "close");
    stopper.join();
    EXPECT_EQ(status_of(RawClient(server_->port()).answer()), 0);
}

TEST_F(ServerTest, a_stop_cuts_what_does_not_end) {
    Settings settings;
    settings.timeouts.drain = std::chrono::seconds(0);
    start(settings);
    RawClient raw = client();
    raw.send(get("/file") + get("/file") + get("/file") + get("/file"));
    EXPECT_EQ(status_of(raw.answer()), 200);
    server_->stop();
    EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerTest, refuses_an_address_that_the_network_can_reach) {
    Settings settings;
    settings.address = "0.0.0.0";
    const auto refused = Server::open(settings, handler_);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_NE(refused.error().message.find("listen on 127.0.0.1"), std::string::npos);
    settings.exposure = Exposure::behind_proxy;
    settings.port = 0;
    EXPECT_TRUE(Server::open(settings, handler_).has_value());
    settings.address = "example";
    EXPECT_FALSE(Server::open(settings, handler_).has_value());
}

TEST_F(ServerTest, refuses_a_port_that_another_server_has) {
    start();
    Settings settings;
    settings.port = server_->port();
    const auto refused = Server::open(settings, handler_);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
}

TEST_F(ServerTest, listens_on_ipv6) {
    Settings settings;
    settings.address = "::1";
    settings.port = 0;
    EXPECT_TRUE(Server::open(settings, handler_).has_value());
}

}  // namespace spoke::http
