#include "upstream/remote_upstream.hpp"

#include "upstream/wire.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace spoke::upstream {

namespace {

using base::Json;

/// The fetcher's own troubles are not the caller's mistakes: whatever it can't say is unknown, and
/// must not be taken for absence.
Error could_not_ask(Error error) {
    const bool is_plain = error.code == ErrorCode::unavailable ||
                          error.code == ErrorCode::timeout || error.code == ErrorCode::exhausted;
    if (!is_plain) {
        error.notes.push_back("the fetcher answered " + std::string(to_string(error.code)));
        error.code = ErrorCode::unavailable;
    }
    return error;
}

Result<bool> read_found(const Json& answer) {
    const auto found = answer.find(k_found);
    if (found == answer.end() || !found->is_boolean())
        return fail(ErrorCode::unavailable, "the fetcher's answer does not say what it found");
    return found->get<bool>();
}

/// A descriptor from another process is used only if it is a regular file to be read.
Result<void> check_descriptor(int descriptor) {
    struct stat status{};
    const int flags = fcntl(descriptor, F_GETFL);
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || flags < 0 ||
        (flags & O_ACCMODE) == O_WRONLY)
        return fail(ErrorCode::unavailable, "the fetcher sent something else than a file");
    return ok();
}

}  // namespace

RemoteUpstream::RemoteUpstream(base::Channel channel, std::chrono::milliseconds patience)
    : caller_(std::move(channel)), patience_(patience) {}

Result<base::Message> RemoteUpstream::ask(const Json& question) {
    auto answer = caller_.call(base::dump_json(question), {}, base::Deadline::after(patience_));
    if (!answer) return fail(could_not_ask(std::move(answer).error()));
    return answer;
}

Result<std::vector<std::string>> RemoteUpstream::list_projects() {
    SPOKE_TRY(const auto message, ask(Json{{k_ask, k_list_projects}}));
    const auto answer = base::parse_json(message.json);
    if (!answer) return fail(could_not_ask(answer.error()));
    const auto list = answer->find(k_projects);
    if (list == answer->end() || !list->is_array())
        return fail(ErrorCode::unavailable, "the fetcher's answer has no list of projects");
    std::vector<std::string> names;
    for (const auto& entry : *list) {
        const auto name = entry.is_string()
                              ? python::ProjectName::parse(entry.get_ref<const std::string&>())
                              : fail(ErrorCode::invalid, "no text");
        if (name) names.push_back(name->normalized());
    }
    std::ranges::sort(names);
    return names;
}

Result<std::optional<UpstreamProject>> RemoteUpstream::load_project(
    const python::ProjectName& project) {
    SPOKE_TRY(const auto message,
              ask(Json{{k_ask, k_load_project}, {k_project, project.normalized()}}));
    const auto answer = base::parse_json(message.json);
    if (!answer) return fail(could_not_ask(answer.error()));
    SPOKE_TRY(const bool found, read_found(*answer));
    if (!found) return std::optional<UpstreamProject>();
    auto result = project_from_json(*answer, project);
    if (!result) return fail(could_not_ask(std::move(result).error()));
    return std::optional(std::move(*result));
}

Result<std::optional<base::FileHandle>> RemoteUpstream::open_file(
    const python::ProjectName& project, const std::string& file_name) {
    SPOKE_TRY(auto message, ask(Json{{k_ask, k_open_file},
                                     {k_project, project.normalized()},
                                     {k_file_name, file_name}}));
    const auto answer = base::parse_json(message.json);
    if (!answer) return fail(could_not_ask(answer.error()));
    SPOKE_TRY(const bool found, read_found(*answer));
    if (!found) return std::optional<base::FileHandle>();
    if (message.descriptors.size() != 1)
        return fail(ErrorCode::unavailable, "the fetcher sent no file");
    SPOKE_TRY(check_descriptor(message.descriptors.front().get()));
    return std::optional(std::move(message.descriptors.front()));
}

}  // namespace spoke::upstream
