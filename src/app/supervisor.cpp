#include "app/supervisor.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "app/data_folder.hpp"
#include "app/reach.hpp"
#include "app/signals.hpp"
#include "base/channel.hpp"
#include "base/identity.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/spawn.hpp"

namespace spoke::app {
namespace {

using base::Channel;
using base::ChildProcess;
using base::Role;

constexpr std::chrono::seconds k_start_patience{60};
constexpr std::chrono::seconds k_drain_patience{40};
constexpr std::chrono::seconds k_stop_patience{10};

struct RunningRole {
    Role role;
    ChildProcess process;
};

Result<std::filesystem::path> own_program() {
    std::error_code code;
    auto path = std::filesystem::read_symlink("/proc/self/exe", code);
    if (code) return fail(error_from_errno(code.value(), "/proc/self/exe"));
    return path;
}

/// The settings as options again, for the server's own command line. Nothing in them is secret.
std::vector<std::string> as_options(const Settings& settings) {
    std::vector<std::string> out;
    for (const auto& row : settings_table()) {
        const std::string value = row.show(settings);
        if (row.is_switch()) {
            if (value == "true") out.push_back(row.option());
        } else if (!value.empty()) {
            out.push_back(row.option() + "=" + value);
        }
    }
    return out;
}

class Supervisor {
public:
    Supervisor(const Settings& settings, DataFolder folder, std::filesystem::path program)
        : settings_(settings), folder_(std::move(folder)), program_(std::move(program)) {}

    Result<void> run();

private:
    Result<void> check_places() const;
    Result<void> start_roles();
    Result<void> start(Role role, std::vector<std::string> arguments,
                       std::vector<std::pair<int, int>> channels);
    Result<void> greet();
    Result<void> wait_for_end(const base::FileHandle& signals);
    void stop_all();

    const Settings& settings_;
    DataFolder folder_;
    std::filesystem::path program_;
    std::vector<RunningRole> roles_;
    std::optional<Channel> server_;
};

Result<void> Supervisor::check_places() const {
    if (!base::running_as_root()) return ok();
    SPOKE_TRY(const auto builder, base::identity_of(Role::builder));
    SPOKE_TRY(const auto fetcher, base::identity_of(Role::fetcher));
    if (builder) {
        SPOKE_TRY(check_reachable(program_, *builder, "builder"));
        if (!settings_.tools.empty())
            SPOKE_TRY(check_reachable(settings_.tools, *builder, "builder"));
    }
    if (fetcher && !settings_.upstream.empty())
        SPOKE_TRY(check_reachable(settings_.upstream, *fetcher, "fetcher"));
    return ok();
}

Result<void> Supervisor::start(Role role, std::vector<std::string> arguments,
                               std::vector<std::pair<int, int>> channels) {
    base::SpawnOptions options;
    options.arguments = {program_.string(), "role", std::string(to_string(role))};
    for (auto& argument : arguments) options.arguments.push_back(std::move(argument));
    options.environment = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}, {"TZ", "UTC"}};
    options.working_folder = "/";
    options.out = STDOUT_FILENO;
    options.err = STDERR_FILENO;
    options.kept = std::move(channels);
    options.creation_mask = 077;
    SPOKE_TRY(options.identity, base::identity_of(role));
    auto process = base::spawn(options);
    if (!process)
        return fail_with_note(process.error(), "starting the " + std::string(to_string(role)));
    roles_.push_back({role, *std::move(process)});
    return ok();
}

Result<void> Supervisor::start_roles() {
    SPOKE_TRY(auto control, Channel::make_pair());
    SPOKE_TRY(auto signer, Channel::make_pair());
    SPOKE_TRY(auto builder, Channel::make_pair());
    SPOKE_TRY(auto fetcher, Channel::make_pair());
    auto signer_options = as_options(settings_);
    signer_options.push_back("--keys=" + folder_.keys().string());
    SPOKE_TRY(start(Role::signer, std::move(signer_options),
                    {{signer.second.descriptor(), k_role_channel}}));
    SPOKE_TRY(start(Role::builder, as_options(settings_),
                    {{builder.second.descriptor(), k_role_channel}}));
    if (!settings_.upstream.empty())
        SPOKE_TRY(start(Role::fetcher, as_options(settings_),
                        {{fetcher.second.descriptor(), k_role_channel}}));
    SPOKE_TRY(start(Role::server, as_options(settings_),
                    {{control.second.descriptor(), k_role_channel},
                     {signer.first.descriptor(), k_signer_channel},
                     {builder.first.descriptor(), k_builder_channel},
                     {fetcher.first.descriptor(), k_fetcher_channel}}));
    server_ = std::move(control.first);
    return ok();  // our copies of the other ends close here, so that a role sees its peer go
}

/// The server says when it listens; at the very first start it hands over the first token.
Result<void> Supervisor::greet() {
    SPOKE_TRY(const auto message, server_->receive(base::Deadline::after(k_start_patience)));
    if (!message)
        return fail(ErrorCode::unavailable, "the server ended while it started; its log says why");
    SPOKE_TRY(const auto ready, base::parse_json(message->json));
    SPOKE_TRY(const std::string url, base::json_string(ready, "url"));
    const std::string token = base::json_string_or(ready, "first_token", "");
    if (!token.empty()) SPOKE_TRY(write_admin_token(folder_, token));
    std::cout << "Spokeshave listens at " << url << '\n';
    if (!token.empty())
        std::cout << "This is the first start: repositories and keys are made.\n"
                  << "An administrator's token is in " << folder_.admin_token().string()
                  << " (it expires in 30 days).\n"
                  << "Next, in another terminal:\n"
                  << "  export SPOKESHAVE_URL=" << url << "\n"
                  << "  export SPOKESHAVE_TOKEN=\"$(cat " << folder_.admin_token().string()
                  << ")\"\n"
                  << "  " << program_.string() << " request flask==2.0.0 --wait\n"
                  << "  " << program_.string() << " token create my-laptop\n";
    std::cout.flush();
    return ok();
}

Result<void> Supervisor::wait_for_end(const base::FileHandle& signals) {
    for (;;) {
        std::vector<pollfd> watched = {{signals.get(), POLLIN, 0}};
        for (const auto& role : roles_) watched.push_back({role.process.pidfd(), POLLIN, 0});
        if (::poll(watched.data(), watched.size(), -1) < 0) {
            if (errno == EINTR) continue;
            return fail(error_from_errno(errno, "poll"));
        }
        if (watched[0].revents != 0) return ok();
        for (std::size_t i = 0; i < roles_.size(); ++i) {
            if (watched[i + 1].revents == 0) continue;
            SPOKE_TRY(const auto status, roles_[i].process.wait());
            const std::string how = status.signal != 0
                                        ? "by signal " + std::to_string(status.signal)
                                        : "with exit code " + std::to_string(status.code);
            return fail(ErrorCode::unavailable, "the " + std::string(to_string(roles_[i].role)) +
                                                    " ended " + how + "; stopping all");
        }
    }
}

/// The server first, so that it can finish what it does with the others' help.
void Supervisor::stop_all() {
    for (auto& role : roles_) {
        if (role.role != Role::server) continue;
        (void)role.process.signal(SIGTERM);
        (void)role.process.wait(base::Deadline::after(k_drain_patience));
    }
    for (auto& role : roles_) (void)role.process.signal(SIGTERM);
    for (auto& role : roles_) (void)role.process.wait(base::Deadline::after(k_stop_patience));
    roles_.clear();
}

Result<void> Supervisor::run() {
    SPOKE_TRY(check_places());
    SPOKE_TRY(const auto signals, watch_stop_signals());
    auto outcome = start_roles();
    if (outcome) outcome = greet();
    if (outcome) outcome = wait_for_end(signals);
    stop_all();
    return outcome;
}

}  // namespace

Result<void> supervise(const Settings& settings) {
    SPOKE_TRY(check_settings(settings));
    SPOKE_TRY(auto folder, prepare_data_folder(settings.data));
    SPOKE_TRY(auto program, own_program());
    Settings whole = settings;
    whole.data = folder.path;
    if (!whole.upstream.empty()) whole.upstream = std::filesystem::absolute(whole.upstream);
    return Supervisor(whole, std::move(folder), std::move(program)).run();
}

}  // namespace spoke::app
