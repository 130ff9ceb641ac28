#include "base/id.hpp"

#include <gtest/gtest.h>

namespace spoke::base {
namespace {

class FixedClock final : public Clock {
public:
    explicit FixedClock(Moment moment) : moment_(moment) {}
    Moment now() const override { return moment_; }

private:
    Moment moment_;
};

}  // namespace

TEST(Id, later_ids_sort_later) {
    SystemRandom random;
    const Moment start = parse_rfc3339("2026-01-01T00:00:00Z").value();
    Id before;
    for (int i = 0; i < 1000; ++i) {
        const Id id = Id::make(FixedClock(start + std::chrono::milliseconds(i)), random);
        EXPECT_LT(before, id);
        EXPECT_EQ(Id::parse(id.text()).value(), id);
        EXPECT_EQ(id.text()[14], '7');
        before = id;
    }
}

TEST(Id, rubbish_is_refused) {
    for (const char* bad :
         {"", "x", "0190a000-0000-7000-8000-00000000000", "0190A000-0000-7000-8000-000000000000"})
        EXPECT_FALSE(Id::parse(bad)) << bad;
}

}  // namespace spoke::base
