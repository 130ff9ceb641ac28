#pragma once

#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "upstream/upstream.hpp"

namespace spoke::upstream {

// The words of the fetcher's channel, shared by its two ends.
inline constexpr std::string_view k_ask = "ask";
inline constexpr std::string_view k_list_projects = "list_projects";
inline constexpr std::string_view k_load_project = "load_project";
inline constexpr std::string_view k_open_file = "open_file";
inline constexpr std::string_view k_project = "project";
inline constexpr std::string_view k_file_name = "file_name";
inline constexpr std::string_view k_found = "found";
inline constexpr std::string_view k_projects = "projects";

base::Json project_to_json(const UpstreamProject& project);
/// `invalid` where the answer breaks a rule: it is parsed as foreign text, since the fetcher may
/// have been taken over by what it reads.
Result<UpstreamProject> project_from_json(const base::Json& json,
                                          const python::ProjectName& project);

}  // namespace spoke::upstream
