#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "factory/check/report.hpp"

namespace spoke::factory {

/// Collects the facts of one check; the worst decides.
class Verdict {
public:
    explicit Verdict(std::string_view id) { check_.id = id; }

    /// The class of the first failure is the check's.
    void fail(std::string_view failure_class, std::string fact) {
        if (check_.status != CheckStatus::fail) check_.failure_class = failure_class;
        check_.status = CheckStatus::fail;
        failures_.push_back(std::move(fact));
    }
    void warn(std::string fact) {
        if (check_.status == CheckStatus::pass) check_.status = CheckStatus::warn;
        warnings_.push_back(std::move(fact));
    }
    void note(std::string fact) { notes_.push_back(std::move(fact)); }

    Check finish() &&;

private:
    Check check_;
    std::vector<std::string> failures_;
    std::vector<std::string> warnings_;
    std::vector<std::string> notes_;
};

Check skipped_check(std::string_view id, std::string why);

}  // namespace spoke::factory
