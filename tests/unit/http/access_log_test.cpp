#include "http/access_log.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

#include "base/file.hpp"
#include "base/json.hpp"

namespace spoke::http {
namespace {

const base::Id k_event = base::Id::parse("01890a5d-ac96-774b-bcce-b302099a8057").value();

std::string line_with(std::string_view target, std::string_view agent, const LogFacts& facts) {
    AccessLine line;
    line.time = "2026-01-02T03:04:05Z";
    line.event = &k_event;
    line.peer = "127.0.0.1";
    line.method = "GET";
    line.target = target;
    line.agent = agent;
    line.status = 200;
    line.sent = 12;
    line.took = std::chrono::microseconds(34);
    line.facts = &facts;
    std::string out;
    append_access_line(out, line);
    return out;
}

}  // namespace

TEST(AccessLog, a_line_is_one_json_object) {
    LogFacts facts;
    facts.repository = "python";
    facts.principal = "ci/7";
    const std::string line = line_with("/python/simple/", "pip/23", facts);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const base::Json parsed = base::parse_json(line).value();
    EXPECT_EQ(parsed["event"], k_event.text());
    EXPECT_EQ(parsed["time"], "2026-01-02T03:04:05Z");
    EXPECT_EQ(parsed["status"], 200);
    EXPECT_EQ(parsed["sent"], 12);
    EXPECT_EQ(parsed["took_us"], 34);
    EXPECT_EQ(parsed["repository"], "python");
    EXPECT_EQ(parsed["principal"], "ci/7");
    EXPECT_FALSE(parsed.contains("project"));
}

TEST(AccessLog, times_have_six_digits_however_they_follow) {
    TimeText times;
    for (const std::string text : {"2026-01-02T03:04:05.000007Z", "2026-01-02T03:04:05.123456Z",
                                   "2026-01-02T03:04:05.000000Z", "2026-01-02T03:04:06.900000Z",
                                   "2025-12-31T23:59:59.999999Z"})
        EXPECT_EQ(times.of(base::parse_rfc3339(text).value()), text);
}

TEST(AccessLog, item_213_holds_no_secret) {
    const std::string line =
        line_with("/%73poke_SECRET/simple/?x=spoke_SECRET", "pip spoke_SECRET", LogFacts{});
    EXPECT_EQ(line.find("SECRET"), std::string::npos);
}

TEST(AccessLog, hostile_text_stays_one_ascii_line) {
    const std::string line = line_with("/\"\\\xff\xc3\xa4", "a\x1b[2J\n\"}", LogFacts{});
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_TRUE(base::parse_json(line).has_value());
}

TEST(AccessLog, long_text_is_cut) {
    EXPECT_LT(line_with(std::string(100'000, 'x'), std::string(100'000, 'y'), {}).size(), 6000U);
}

TEST(AccessLog, writes_what_is_left_when_it_goes) {
    const auto folder = base::TemporaryFolder::make("access-log").value();
    const auto path = folder.path() / "access.log";
    {
        auto log = AccessLog::open(path).value();
        log->submit("one\n");
        log->submit("two\n");
    }
    {
        auto log = AccessLog::open(path).value();
        log->submit("three\n");
    }
    EXPECT_EQ(base::read_file(path, 1000).value(), "one\ntwo\nthree\n");
    EXPECT_FALSE(AccessLog::open(folder.path() / "no" / "such").has_value());
}

}  // namespace spoke::http
