#include "sandbox/job_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "sandbox/memory_file.hpp"

namespace spoke::sandbox {
namespace {

using base::Json;

constexpr std::int64_t k_longest_ms = 24LL * 3600 * 1000;
constexpr std::uint64_t k_log_note_bytes = 200;  // the line on what was left out

Json render_limits(const Limits& limits) {
    return {{"memory_bytes", limits.memory_bytes},    {"tasks", limits.tasks},
            {"disk_bytes", limits.disk_bytes},        {"temporary_bytes", limits.temporary_bytes},
            {"file_bytes", limits.file_bytes},        {"open_files", limits.open_files},
            {"output_bytes", limits.output_bytes},    {"log_head_bytes", limits.log_head_bytes},
            {"log_tail_bytes", limits.log_tail_bytes}};
}

Json render_job(const Job& job) {
    Json environment = Json::object();
    for (const auto& [name, value] : job.environment) environment[name] = value;
    Json inputs = Json::array();
    for (const auto& input : job.inputs) inputs.push_back(input.name);
    return {{"arguments", job.arguments},
            {"environment", environment},
            {"working_folder", job.working_folder},
            {"inputs", inputs},
            {"standard_input", job.standard_input.valid()},
            {"hidden", job.hidden},
            {"source_date_epoch", job.source_date_epoch},
            {"cpus", job.cpus},
            {"hash_seed", job.hash_seed}};
}

/// Reads members by type and remembers the first that is missing or wrong.
class Reader {
public:
    explicit Reader(const Json& object) : object_(object) {}

    template <class Number>
    Number number(std::string_view key) {
        const auto value = base::json_integer(object_, key);
        if (!value) return keep(value.error(), Number{});
        if (*value < 0 || !std::in_range<Number>(*value))
            return keep({ErrorCode::invalid, std::string(key) + " is out of range", {}}, Number{});
        return static_cast<Number>(*value);
    }
    std::string text(std::string_view key) {
        auto value = base::json_string(object_, key);
        return value ? *std::move(value) : keep(value.error(), std::string());
    }
    bool flag(std::string_view key) {
        const auto found = object_.find(key);
        if (found == object_.end() || !found->is_boolean()) return wrong(key, false);
        return found->get<bool>();
    }
    std::vector<std::string> texts(std::string_view key) {
        std::vector<std::string> out;
        const auto found = object_.find(key);
        if (found == object_.end() || !found->is_array()) return wrong(key, out);
        for (const auto& word : *found) {
            if (!word.is_string()) return wrong(key, std::vector<std::string>());
            out.push_back(word.get<std::string>());
        }
        return out;
    }
    std::vector<std::pair<std::string, std::string>> pairs(std::string_view key) {
        std::vector<std::pair<std::string, std::string>> out;
        const auto found = object_.find(key);
        if (found == object_.end() || !found->is_object()) return wrong(key, out);
        for (const auto& [name, value] : found->items()) {
            if (!value.is_string()) return wrong(key, std::move(out));
            out.emplace_back(name, value.get<std::string>());
        }
        return out;
    }
    Result<void> result() const {
        if (error_) return fail(*error_);
        return ok();
    }

private:
    template <class T>
    T keep(Error error, T value) {
        if (!error_) error_ = std::move(error);
        return value;
    }
    template <class T>
    T wrong(std::string_view key, T value) {
        return keep({ErrorCode::invalid, "\"" + std::string(key) + "\" is missing or wrong", {}},
                    std::move(value));
    }
    const Json& object_;
    std::optional<Error> error_;
};

Result<Limits> parse_limits(const Json& json) {
    Reader reader(json);
    Limits out;
    out.memory_bytes = reader.number<std::uint64_t>("memory_bytes");
    out.tasks = reader.number<unsigned>("tasks");
    out.disk_bytes = reader.number<std::uint64_t>("disk_bytes");
    out.temporary_bytes = reader.number<std::uint64_t>("temporary_bytes");
    out.file_bytes = reader.number<std::uint64_t>("file_bytes");
    out.open_files = reader.number<unsigned>("open_files");
    out.output_bytes = reader.number<std::uint64_t>("output_bytes");
    out.log_head_bytes = reader.number<std::size_t>("log_head_bytes");
    out.log_tail_bytes = reader.number<std::size_t>("log_tail_bytes");
    SPOKE_TRY(reader.result());
    return out;
}

Result<Job> parse_job(const Json& json, std::vector<base::FileHandle> files) {
    Reader reader(json);
    Job out;
    out.arguments = reader.texts("arguments");
    out.environment = reader.pairs("environment");
    out.working_folder = reader.text("working_folder");
    out.hidden = reader.texts("hidden");
    out.source_date_epoch = reader.number<std::uint64_t>("source_date_epoch");
    out.cpus = reader.number<unsigned>("cpus");
    out.hash_seed = reader.number<unsigned>("hash_seed");
    auto names = reader.texts("inputs");
    const bool standard_input = reader.flag("standard_input");
    SPOKE_TRY(reader.result());
    if (files.size() != names.size() + (standard_input ? 1 : 0))
        return fail(ErrorCode::invalid, "a job has not the files that it names");
    for (std::size_t i = 0; i < names.size(); ++i)
        out.inputs.push_back({std::move(names[i]), std::move(files[i])});
    if (standard_input) out.standard_input = std::move(files.back());
    return out;
}

Result<Json> parse_object(std::string_view text) {
    SPOKE_TRY(auto json, base::parse_json(text, 8));
    if (!json.is_object()) return fail(ErrorCode::invalid, "a message is not an object");
    return json;
}

Result<Json> member(const Json& json, std::string_view key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_object())
        return fail(ErrorCode::invalid, "\"" + std::string(key) + "\" is missing or wrong");
    return *found;
}

}  // namespace

std::string render_question(const JobQuestion& question) {
    return base::dump_json({{"number", question.number},
                            {"job", render_job(question.job)},
                            {"limits", render_limits(question.limits)},
                            {"time_ms", question.time.count()}});
}

std::vector<int> descriptors_of(const Job& job) {
    std::vector<int> out;
    out.reserve(job.inputs.size() + 1);
    for (const auto& input : job.inputs) out.push_back(input.file.get());
    if (job.standard_input.valid()) out.push_back(job.standard_input.get());
    return out;
}

Result<JobQuestion> parse_question(base::Message message) {
    SPOKE_TRY(const auto json, parse_object(message.json));
    SPOKE_TRY(const auto job, member(json, "job"));
    SPOKE_TRY(const auto limits, member(json, "limits"));
    Reader reader(json);
    JobQuestion out;
    out.number = reader.number<std::uint64_t>("number");
    const auto time = reader.number<std::int64_t>("time_ms");
    SPOKE_TRY(reader.result());
    out.time = std::chrono::milliseconds(std::min(time, k_longest_ms));
    SPOKE_TRY(out.limits, parse_limits(limits));
    SPOKE_TRY(out.job, parse_job(job, std::move(message.descriptors)));
    return out;
}

std::string render_result(const JobResult& result) {
    return base::dump_json({{"exit_code", result.exit_code},
                            {"signal", result.signal},
                            {"timed_out", result.timed_out},
                            {"out_of_memory", result.out_of_memory},
                            {"too_many_tasks", result.too_many_tasks},
                            {"output_overflow", result.output_overflow},
                            {"disk_full", result.disk_full},
                            {"cancelled", result.cancelled},
                            {"wall_ms", result.wall_ms},
                            {"cpu_ms", result.cpu_ms},
                            {"memory_peak", result.memory_peak},
                            {"task_peak", result.task_peak},
                            {"network_attempts", result.network_attempts},
                            {"name_lookups", result.name_lookups},
                            {"log_dropped", result.log_dropped}});
}

Result<JobResult> parse_result(base::Message message, const Limits& limits) {
    SPOKE_TRY(const auto json, parse_object(message.json));
    Reader reader(json);
    JobResult out;
    out.exit_code = reader.number<int>("exit_code");
    out.signal = reader.number<int>("signal");
    out.timed_out = reader.flag("timed_out");
    out.out_of_memory = reader.flag("out_of_memory");
    out.too_many_tasks = reader.flag("too_many_tasks");
    out.output_overflow = reader.flag("output_overflow");
    out.disk_full = reader.flag("disk_full");
    out.cancelled = reader.flag("cancelled");
    out.wall_ms = reader.number<std::int64_t>("wall_ms");
    out.cpu_ms = reader.number<std::int64_t>("cpu_ms");
    out.memory_peak = reader.number<std::uint64_t>("memory_peak");
    out.task_peak = reader.number<unsigned>("task_peak");
    out.network_attempts = reader.number<std::uint64_t>("network_attempts");
    out.name_lookups = reader.number<std::uint64_t>("name_lookups");
    out.log_dropped = reader.number<std::uint64_t>("log_dropped");
    SPOKE_TRY(reader.result());
    if (message.descriptors.size() != 2)
        return fail(ErrorCode::invalid, "a builder did not return its two files");
    out.output = std::move(message.descriptors[0]);
    out.log = std::move(message.descriptors[1]);
    SPOKE_TRY(out.output_bytes, check_sealed(out.output.get(), limits.output_bytes));
    const auto log_limit = limits.log_head_bytes + limits.log_tail_bytes + k_log_note_bytes;
    SPOKE_TRY(out.log_bytes, check_sealed(out.log.get(), log_limit));
    return out;
}

std::string render_stop(std::uint64_t number) {
    return base::dump_json({{"stop", number}});
}

Result<std::optional<std::uint64_t>> parse_stop(std::string_view text) {
    SPOKE_TRY(const auto json, parse_object(text));
    if (!json.contains("stop")) return std::nullopt;
    Reader reader(json);
    const auto number = reader.number<std::uint64_t>("stop");
    SPOKE_TRY(reader.result());
    return number;
}

}  // namespace spoke::sandbox
