#include "provenance/remote_signer.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <optional>
#include <thread>

#include "provenance/verifier.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using tests::must;

/// A signer behind a channel, as the signer role is; `ours` is the asking end.
struct Served {
    tests::TrustDomain domain;
    base::Pool pool{"signer", 2, 16};
    std::optional<base::Channel> ours;
    std::optional<base::Channel> theirs;
    std::optional<std::jthread> server;

    Served() {
        auto [first, second] = must(base::Channel::make_pair());
        ours.emplace(std::move(first));
        theirs.emplace(std::move(second));
        server.emplace([this] { (void)serve_signer(*theirs, pool, domain.signer); });
    }
    ~Served() {
        theirs->shut_down();
        server.reset();
    }
};

Result<base::Message> ask(Served& served, std::string_view json) {
    base::Caller caller(std::move(*served.ours));
    return caller.call(json, {}, base::Deadline::after(10s));
}

}  // namespace

TEST(RemoteSigner, it_signs_as_the_local_one_does) {
    Served served;
    RemoteSigner signer(std::move(*served.ours));
    const auto trust = must(parse_signed_trust(must(signer.trust_file()))).trust;
    const auto ticket = tests::ticket_for(tests::sample_order());
    const auto now = served.domain.clock.now();
    const auto manifest = must(signer.sign_manifest(ticket, tests::sample_manifest()));
    EXPECT_EQ(verify_manifest(manifest, &trust, {}, now).verdict, Verdict::believed);
    const auto result = tests::sample_result(now);
    const auto statement = must(signer.sign_rebuild(ticket, result));
    EXPECT_EQ(verify_statement(statement, &trust, result.subject, now).verdict, Verdict::believed);
    EXPECT_EQ(must(signer.describe()).builder_name, "Carpenter's workshop");
    EXPECT_EQ(must(parse_signed_trust(must(signer.renew_trust()))).trust.version, 2);
    const StatementSubject subject{"Flask-2.0.0.tar.gz", tests::sample_digest("sdist")};
    EXPECT_TRUE(signer.sign_mirror({subject, "folder", "", now, "first_use", std::nullopt}));
    EXPECT_TRUE(signer.sign_upload({subject, "python-internal", "ci", now}));
}

TEST(RemoteSigner, a_refusal_comes_back_as_it_was_said) {
    Served served;
    RemoteSigner signer(std::move(*served.ours));
    auto manifest = tests::sample_manifest();
    manifest.tier = Tier::internal;
    const auto refused =
        signer.sign_manifest(tests::ticket_for(tests::sample_order()), std::move(manifest));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_NE(refused.error().message.find("carry no manifest"), std::string::npos);
    EXPECT_TRUE(signer.describe());
}

TEST(RemoteSigner, F3_a_request_to_sign_bytes_is_refused) {
    Served served;
    const auto answer = ask(served, R"({"request":"sign","payload":"AAAA"})");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::invalid);
    EXPECT_NE(answer.error().message.find("knows no request"), std::string::npos);
}

TEST(RemoteSigner, a_descriptor_is_refused) {
    Served served;
    const base::FileHandle null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    base::Caller caller(std::move(*served.ours));
    const int descriptors[] = {null.get()};
    const auto answer =
        caller.call(R"({"request":"describe"})", descriptors, base::Deadline::after(10s));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::invalid);
}

TEST(RemoteSigner, a_signer_that_is_gone_is_unavailable) {
    std::optional<RemoteSigner> signer;
    {
        Served served;
        signer.emplace(std::move(*served.ours));
    }
    EXPECT_EQ(signer->describe().error().code, ErrorCode::unavailable);
}

}  // namespace spoke::provenance
