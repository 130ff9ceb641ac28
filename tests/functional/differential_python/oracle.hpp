#pragma once

#include <nlohmann/json.hpp>

namespace spoke::python::oracle {

using Json = nlohmann::json;

/// Text that is not UTF-8 can't stand in JSON: it becomes {"base64": …}.
Json json_of_bytes(const std::string& bytes);

Json answer_metadata(const Json& question);
Json answer_record(const Json& question);
Json answer_entry_points(const Json& question);

}  // namespace spoke::python::oracle
