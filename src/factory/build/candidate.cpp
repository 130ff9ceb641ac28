#include "factory/build/candidate.hpp"

#include <unistd.h>

#include <array>

#include "archive/canonical_sdist.hpp"
#include "archive/canonical_wheel.hpp"
#include "factory/build/import_check.hpp"
#include "factory/check/checks.hpp"
#include "sandbox/memory_file.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

archive::Limits wheel_limits(const Settings& settings) {
    auto limits = archive::memory_limits(base::Deadline::after(std::chrono::minutes(5)));
    limits.max_bytes = settings.wheel_limit;
    limits.max_entry_bytes = settings.wheel_limit;
    return limits;
}

Staged<NormalisedWheel> normalise(archive::TarMember& wheel, int build_number,
                                  const Settings& settings) {
    SPOKE_TRY(auto tag, python::BuildTag::parse(std::to_string(build_number)));
    auto normalised = normalise_wheel(wheel.path, std::move(wheel.bytes), {std::move(tag), {}},
                                      wheel_limits(settings));
    if (!normalised)
        return stop(FailureClass::unsafe_output,
                    "The wheel " + wheel.path +
                        " that its build made is refused: " + normalised.error().describe());
    return std::move(*normalised);
}

/// Names of this machine that a wheel has no business to hold (W09).
std::vector<std::string> host_texts() {
    std::vector<std::string> texts;
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return texts;
    // A short name would be found by chance in any text.
    constexpr std::size_t k_telling = 6;
    if (std::string_view(name.data()).size() >= k_telling &&
        std::string_view(name.data()) != "localhost")
        texts.emplace_back(name.data());
    return texts;
}

Staged<std::string> canonical_sdist(const BuiltFiles& built, const JudgeInput& input,
                                    const python::SdistName& name, Workshop& workshop,
                                    std::string& origin) {
    auto limits = wheel_limits(workshop.settings);
    limits.max_bytes = workshop.settings.source_limit;
    if (built.sdist) {
        SPOKE_TRY(const auto file, sandbox::make_sealed("sdist", built.sdist->bytes));
        auto bytes = archive::make_canonical_sdist(file.get(), name, input.source.epoch, limits);
        origin = "the backend";
        if (bytes) return std::move(*bytes);
        workshop.log.say("the backend's sdist is left out: " + bytes.error().describe());
    }
    origin = "upstream's sdist";
    SPOKE_TRY(const auto blob, workshop.blobs.open(*input.source.sdist.blob));
    SPOKE_TRY(auto bytes,
              archive::make_canonical_sdist(blob.file.get(), name, input.source.epoch, limits));
    return bytes;
}

Staged<CheckReport> run_all_checks(const NormalisedWheel& first, const NormalisedWheel& second,
                                   std::size_t built_wheels, const JudgeInput& input,
                                   RebuiltWheels& rebuilt, Workshop& workshop) {
    // As it will be published but for SBOM and manifest, which say what is found here.
    SPOKE_TRY(const auto bytes,
              archive::write_canonical_wheel(first.members, first.dist_info, input.source.epoch));
    SPOKE_TRY(const auto content,
              take_wheel_apart(first.name.text(), bytes, wheel_limits(workshop.settings)));
    SPOKE_TRY(auto import, check_import(content, bytes, rebuilt, workshop));
    SPOKE_TRY(auto version, python::Version::parse(input.build.version));
    CheckInput checks{.project = input.build.project,
                      .version = std::move(version),
                      .wheel = content,
                      .built_wheels = built_wheels,
                      .upstream = input.upstream ? &*input.upstream : nullptr,
                      .source = &input.source.facts,
                      .explanations = shipped_explanations(input.build.project),
                      .host_texts = host_texts(),
                      .import_check = std::move(import),
                      .first_payload = first.payload,
                      .second_payload = second.payload};
    return run_checks(checks);
}

}  // namespace

Staged<Candidate> judge_pair(BuiltPair pair, const JudgeInput& input, RebuiltWheels& rebuilt,
                             Workshop& workshop) {
    const auto& settings = workshop.settings;
    SPOKE_TRY(auto first, normalise(pair.first.wheel, input.build_number, settings));
    SPOKE_TRY(const auto second, normalise(pair.second.wheel, input.build_number, settings));
    SPOKE_TRY(auto report,
              run_all_checks(first, second, pair.first.wheels, input, rebuilt, workshop));
    for (const auto& check : report.checks)
        workshop.log.say(check.id + " " + std::string(to_string(check.status)) + " " +
                         check.detail);
    SPOKE_TRY(auto version, python::Version::parse(input.build.version));
    auto name = python::SdistName::make(input.build.project, std::move(version));
    std::string origin;
    SPOKE_TRY(auto sdist, canonical_sdist(pair.first, input, name, workshop, origin));
    return Candidate{input.plan,      std::move(first), std::move(report),
                     std::move(name), std::move(sdist), std::move(origin)};
}

}  // namespace spoke::factory
