#include "cli/commands/builds_watch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <thread>

#include "base/encoding.hpp"

namespace spoke::cli {
namespace {

using base::Json;

constexpr std::chrono::milliseconds k_pause{400};

bool has_ended(const std::string& state) {
    static const std::set<std::string> ends = {"published", "failed", "blocked", "superseded"};
    return ends.contains(state);
}

/// What a person sees while builds run.
class Progress {
public:
    Progress(Context& context, std::size_t total) : context_(context), total_(total) {}

    void changed(const Json& build) {
        clear();
        context_.err << describe_build(build) << '\n';
    }

    void tick(std::size_t ended, const std::string& busy) {
        if (!context_.err_is_terminal) return;
        clear();
        constexpr std::size_t k_width = 100;
        std::string line = fmt::format("[{}/{}] {}", ended, total_, busy);
        if (line.size() > k_width) line.resize(k_width);
        context_.err << line << std::flush;
        drawn_ = line.size();
    }

    void clear() {
        if (drawn_ > 0) context_.err << '\r' << std::string(drawn_, ' ') << '\r';
        drawn_ = 0;
    }

private:
    Context& context_;
    std::size_t total_;
    std::size_t drawn_ = 0;
};

}  // namespace

std::string describe_build(const Json& build) {
    const auto field = [&](const char* key) {
        return base::printable(base::json_string_or(build, key, ""), 600);
    };
    std::string out =
        fmt::format("{:<13} {} {}", field("state"), field("project"), field("version"));
    if (const auto failure = field("class"); !failure.empty()) out += " [" + failure + "]";
    if (const auto message = field("message"); !message.empty()) out += ": " + message;
    if (field("state") == "failed")
        out += "\n              log: spokeshave builds log " + field("id");
    return out;
}

Result<ExitCode> watch_builds(ApiClient& client, const std::vector<std::string>& ids,
                              Context& context) {
    std::map<std::string, std::string> states;
    Progress progress(context, ids.size());
    bool all_published = true;
    for (;;) {
        std::size_t ended = 0;
        std::string busy;
        for (const auto& id : ids) {
            if (has_ended(states[id])) {
                ++ended;
                continue;
            }
            SPOKE_TRY(const auto build, client.get("/api/v1/builds/" + id));
            SPOKE_TRY(const auto state, base::json_string(build, "state"));
            if (state != states[id] && (has_ended(state) || !context.err_is_terminal))
                progress.changed(build);
            states[id] = state;
            if (has_ended(state)) {
                ++ended;
                all_published = all_published && (state == "published" || state == "superseded");
            } else if (state != "queued" && state != "waiting_deps") {
                busy += (busy.empty() ? "" : ", ") + base::json_string_or(build, "project", "") +
                        " " + state;
            }
        }
        if (ended == ids.size()) break;
        progress.tick(ended, busy);
        std::this_thread::sleep_for(k_pause);
    }
    progress.clear();
    return all_published ? ExitCode::success : ExitCode::failed;
}

}  // namespace spoke::cli
