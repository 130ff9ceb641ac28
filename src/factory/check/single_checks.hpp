#pragma once

#include <vector>

#include "factory/check/checks.hpp"
#include "factory/check/report.hpp"

namespace spoke::factory {

/// Each check by itself; ids and their order are those of factory reference §1.11.
Check check_identity(const CheckInput& input);                                         // W01
Check check_version(const CheckInput& input);                                          // W02
Check check_resolver_metadata(const CheckInput& input);                                // W03
Check check_entry_points(const CheckInput& input);                                     // W04
Check check_missing(const CheckInput& input, const Comparison& comparison);            // W05
Check check_extra(const CheckInput& input, const Comparison& comparison);              // W06
Check check_tags(const CheckInput& input);                                             // W07
Check check_platform(const CheckInput& input);                                         // W08
Check check_host_texts(const CheckInput& input);                                       // W09
Check check_native(const CheckInput& input, const Comparison& comparison);             // W10
Check check_record(const CheckInput& input);                                           // W11
Check check_imports(const CheckInput& input);                                          // W12
Check check_second_build(const CheckInput& input);                                     // W13
Check check_licences(const CheckInput& input);                                         // W14
Check check_prebuilt(const CheckInput& input, std::vector<PrebuiltMember>& prebuilt);  // W15

}  // namespace spoke::factory
