#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::Sample;

std::string right_record() {
    const auto content = Sample{}.content();
    return content.find_in_dist_info("RECORD")->bytes;
}

Check w11(const std::string& record) {
    Sample sample;
    sample.record = record;
    return check_record(Case(sample).input());
}

std::string replaced(const std::string& from, const std::string& to) {
    auto text = right_record();
    text.replace(text.find(from), from.size(), to);
    return text;
}

TEST(W11, passes_for_the_record_that_we_write) {
    expect(check_record(Case(Sample{}).input()), CheckStatus::pass);
    expect(w11(right_record()), CheckStatus::pass);
}

TEST(W11, fails_for_each_kind_of_wrong_record) {
    expect(w11(replaced("pkg/data.txt", "pkg/gone.txt")), CheckStatus::fail,
           "pkg/data.txt is not in RECORD");
    expect(w11(replaced("pkg/data.txt", "pkg/gone.txt")), CheckStatus::fail,
           "pkg/gone.txt stands in RECORD, but not");
    expect(w11(right_record() + "pkg/data.txt,,\n"), CheckStatus::fail, "twice");
    expect(w11(replaced("sha256=", "sha256=A")), CheckStatus::fail, "no sha256");
    expect(w11(replaced("sha256=", "md5=")), CheckStatus::fail, "no sha256");
    expect(w11(replaced(",6\n", ",7\n")), CheckStatus::fail, "another size");
    expect(w11(replaced("RECORD,,", "RECORD,,5")), CheckStatus::fail, "for itself");
    expect(w11(right_record() + "../../evil,,\n"), CheckStatus::fail, "not in the wheel");
    expect(w11("one,two\n"), CheckStatus::fail, "can't be read");
    Sample other;
    other.members[1].bytes = "DATA\n";
    other.record = right_record();
    expect(check_record(Case(other).input()), CheckStatus::fail, "pkg/data.txt has another digest");
}

}  // namespace
}  // namespace spoke::factory
