#include "catalog/vocabulary.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.hpp"
#include "base/nearest.hpp"
#include "catalog/build_inputs.hpp"
#include "catalog/builds.hpp"
#include "catalog/changes.hpp"
#include "catalog/downloads.hpp"
#include "catalog/principals.hpp"
#include "catalog/projects.hpp"
#include "catalog/requests.hpp"
#include "catalog/stored_versions.hpp"
#include "catalog/tokens.hpp"

// The words that rows, JSON and headers carry: each enum's in one table, in its order.
namespace spoke::catalog {
namespace {

template <class Enum>
struct Word {
    Enum value;
    std::string_view text;
};

template <class Enum, std::size_t Count>
std::string_view text_of(const Word<Enum> (&words)[Count], Enum value) {
    for (const auto& word : words)
        if (word.value == value) return word.text;
    SPOKE_ASSERT(false && "an enumerator without a word");
    return {};
}

template <class Words>
auto value_of(const Words& words, std::string_view what, std::string_view text)
    -> Result<decltype(std::begin(words)->value)> {
    for (const auto& word : words)
        if (word.text == text) return word.value;
    std::vector<std::string> known;
    known.reserve(std::size(words));
    for (const auto& word : words) known.emplace_back(word.text);
    return fail(ErrorCode::invalid,
                fmt::format("{} \"{}\" is unknown{}", what, base::printable(text, 60),
                            base::did_you_mean(text, known)));
}

/// For enums whose words are another room's.
template <class Enum>
std::vector<Word<Enum>> with_words(std::initializer_list<Enum> values) {
    std::vector<Word<Enum>> words;
    for (const auto value : values) words.push_back({value, to_string(value)});
    return words;
}

constexpr Word<DigestState> k_digest_state[] = {
    {DigestState::announced, "announced"},
    {DigestState::verified, "verified"},
    {DigestState::first_use, "first_use"},
};

constexpr Word<UploadTimeSource> k_upload_time_source[] = {
    {UploadTimeSource::upstream, "upstream"},
    {UploadTimeSource::last_modified, "last_modified"},
    {UploadTimeSource::first_seen, "first_seen"},
    {UploadTimeSource::own, "own"},
};

constexpr Word<LinkShape> k_link_shape[] = {
    {LinkShape::blake2b, "blake2b"},
    {LinkShape::sha256, "sha256"},
};

constexpr Word<FileKind> k_file_kind[] = {
    {FileKind::wheel, "wheel"},
    {FileKind::sdist, "sdist"},
    {FileKind::other, "other"},
};

constexpr Word<RepositoryKind> k_repository_kind[] = {
    {RepositoryKind::hosted, "hosted"},
    {RepositoryKind::proxy, "proxy"},
    {RepositoryKind::group, "group"},
};

constexpr Word<Visibility> k_visibility[] = {
    {Visibility::is_private, "private"},
    {Visibility::is_public, "public"},
};

constexpr Word<Action> k_action[] = {
    {Action::read, "read"},
    {Action::request, "request"},
    {Action::upload, "upload"},
    {Action::manage, "manage"},
};

constexpr Word<BuildState> k_build_state[] = {
    {BuildState::queued, "queued"},       {BuildState::discovering, "discovering"},
    {BuildState::planning, "planning"},   {BuildState::waiting_deps, "waiting_deps"},
    {BuildState::fetching, "fetching"},   {BuildState::building, "building"},
    {BuildState::checking, "checking"},   {BuildState::signing, "signing"},
    {BuildState::published, "published"}, {BuildState::failed, "failed"},
    {BuildState::blocked, "blocked"},     {BuildState::superseded, "superseded"},
};

constexpr Word<OnFailure> k_on_failure[] = {
    {OnFailure::fail_too, "fail_too"},
    {OnFailure::go_on, "go_on"},
};

constexpr Word<TokenKind> k_token_kind[] = {
    {TokenKind::pull, "pull"},
    {TokenKind::admin, "admin"},
};

constexpr Word<PrincipalKind> k_principal_kind[] = {
    {PrincipalKind::user, "user"},
    {PrincipalKind::administrator, "administrator"},
    {PrincipalKind::pull_identity, "pull_identity"},
    {PrincipalKind::service, "service"},
    {PrincipalKind::worker, "worker"},
};

constexpr Word<RequestReason> k_request_reason[] = {
    {RequestReason::miss, "miss"},         {RequestReason::anonymous_miss, "anonymous_miss"},
    {RequestReason::person, "person"},     {RequestReason::lock_file, "lock_file"},
    {RequestReason::watcher, "watcher"},   {RequestReason::dependency, "dependency"},
    {RequestReason::advisory, "advisory"},
};

constexpr Word<InputRole> k_input_role[] = {
    {InputRole::source, "source"},
    {InputRole::base_file, "base_file"},
    {InputRole::build_requirement, "build_requirement"},
    {InputRole::system_package, "system_package"},
    {InputRole::toolchain, "toolchain"},
    {InputRole::recipe, "recipe"},
    {InputRole::patch, "patch"},
    {InputRole::seed, "seed"},
};

constexpr Word<ProjectStatus> k_project_status[] = {
    {ProjectStatus::active, "active"},
    {ProjectStatus::archived, "archived"},
    {ProjectStatus::quarantined, "quarantined"},
    {ProjectStatus::deprecated, "deprecated"},
};

constexpr Word<StoredVersion::Kind> k_stored_version_kind[] = {
    {StoredVersion::Kind::feed, "feed"},
    {StoredVersion::Kind::page, "page"},
    {StoredVersion::Kind::policy, "policy"},
};

constexpr Word<NodeChange::Kind> k_node_change_kind[] = {
    {NodeChange::Kind::serial, "serial"},
    {NodeChange::Kind::repository_epoch, "repository_epoch"},
    {NodeChange::Kind::principal_epoch, "principal_epoch"},
    {NodeChange::Kind::repositories, "repositories"},
};

constexpr Word<DownloadEvent::Extent> k_download_event_extent[] = {
    {DownloadEvent::Extent::whole, "whole"},
    {DownloadEvent::Extent::range, "range"},
};

constexpr Word<FailureClass> k_failure_class[] = {
    {FailureClass::no_source, "no-source"},
    {FailureClass::name_mismatch, "name-mismatch"},
    {FailureClass::no_tag, "no-tag"},
    {FailureClass::ambiguous_tag, "ambiguous-tag"},
    {FailureClass::tag_moved, "tag-moved"},
    {FailureClass::version_drift, "version-drift"},
    {FailureClass::missing_build_req, "missing-build-req"},
    {FailureClass::backend_too_new, "backend-too-new"},
    {FailureClass::interpreter_too_new, "interpreter-too-new"},
    {FailureClass::cython_too_new, "cython-too-new"},
    {FailureClass::numpy_abi, "numpy-abi"},
    {FailureClass::missing_header, "missing-header"},
    {FailureClass::missing_lib, "missing-lib"},
    {FailureClass::missing_tool, "missing-tool"},
    {FailureClass::compiler_too_new, "compiler-too-new"},
    {FailureClass::needs_network, "needs-network"},
    {FailureClass::rust_msrv, "rust-msrv"},
    {FailureClass::crates, "crates"},
    {FailureClass::missing_file, "missing-file"},
    {FailureClass::extra_file, "extra-file"},
    {FailureClass::meta_drift, "meta-drift"},
    {FailureClass::native_drift, "native-drift"},
    {FailureClass::sdist_filter, "sdist-filter"},
    {FailureClass::legacy_command, "legacy-command"},
    {FailureClass::dirty_release, "dirty-release"},
    {FailureClass::git_in_version, "git-in-version"},
    {FailureClass::clock, "clock"},
    {FailureClass::nondeterministic, "nondeterministic"},
    {FailureClass::timeout, "timeout"},
    {FailureClass::oom, "oom"},
    {FailureClass::disk, "disk"},
    {FailureClass::no_upstream_wheel, "no-upstream-wheel"},
    {FailureClass::build_error, "build-error"},
    {FailureClass::import_failure, "import-failure"},
    {FailureClass::prebuilt_binary, "prebuilt-binary"},
    {FailureClass::dependency_failed, "dependency-failed"},
    {FailureClass::source_moved, "source-moved"},
    {FailureClass::refused_source, "refused-source"},
    {FailureClass::unsafe_output, "unsafe-output"},
    {FailureClass::worker_lost, "worker-lost"},
    {FailureClass::internal, "internal"},
};

}  // namespace

template <>
Result<Tier> parse_word<Tier>(std::string_view word) {
    return value_of(with_words({Tier::internal, Tier::remediated, Tier::rebuilt, Tier::upstream}),
                    "tier", word);
}

template <>
Result<SourceKind> parse_word<SourceKind>(std::string_view word) {
    return value_of(with_words({SourceKind::repository, SourceKind::sdist, SourceKind::archive}),
                    "source kind", word);
}

std::string_view to_string(DigestState value) {
    return text_of(k_digest_state, value);
}

template <>
Result<DigestState> parse_word<DigestState>(std::string_view word) {
    return value_of(k_digest_state, "digest state", word);
}

std::string_view to_string(UploadTimeSource value) {
    return text_of(k_upload_time_source, value);
}

template <>
Result<UploadTimeSource> parse_word<UploadTimeSource>(std::string_view word) {
    return value_of(k_upload_time_source, "upload time source", word);
}

std::string_view to_string(LinkShape value) {
    return text_of(k_link_shape, value);
}

template <>
Result<LinkShape> parse_word<LinkShape>(std::string_view word) {
    return value_of(k_link_shape, "link shape", word);
}

std::string_view to_string(FileKind value) {
    return text_of(k_file_kind, value);
}

template <>
Result<FileKind> parse_word<FileKind>(std::string_view word) {
    return value_of(k_file_kind, "file kind", word);
}

std::string_view to_string(RepositoryKind value) {
    return text_of(k_repository_kind, value);
}

template <>
Result<RepositoryKind> parse_word<RepositoryKind>(std::string_view word) {
    return value_of(k_repository_kind, "repository kind", word);
}

std::string_view to_string(Visibility value) {
    return text_of(k_visibility, value);
}

template <>
Result<Visibility> parse_word<Visibility>(std::string_view word) {
    return value_of(k_visibility, "visibility", word);
}

std::string_view to_string(Action value) {
    return text_of(k_action, value);
}

template <>
Result<Action> parse_word<Action>(std::string_view word) {
    return value_of(k_action, "action", word);
}

std::string_view to_string(BuildState value) {
    return text_of(k_build_state, value);
}

template <>
Result<BuildState> parse_word<BuildState>(std::string_view word) {
    return value_of(k_build_state, "build state", word);
}

std::string_view to_string(OnFailure value) {
    return text_of(k_on_failure, value);
}

template <>
Result<OnFailure> parse_word<OnFailure>(std::string_view word) {
    return value_of(k_on_failure, "on-failure rule", word);
}

std::string_view to_string(TokenKind value) {
    return text_of(k_token_kind, value);
}

template <>
Result<TokenKind> parse_word<TokenKind>(std::string_view word) {
    return value_of(k_token_kind, "token kind", word);
}

std::string_view to_string(PrincipalKind value) {
    return text_of(k_principal_kind, value);
}

template <>
Result<PrincipalKind> parse_word<PrincipalKind>(std::string_view word) {
    return value_of(k_principal_kind, "principal kind", word);
}

std::string_view to_string(RequestReason value) {
    return text_of(k_request_reason, value);
}

template <>
Result<RequestReason> parse_word<RequestReason>(std::string_view word) {
    return value_of(k_request_reason, "request reason", word);
}

std::string_view to_string(InputRole value) {
    return text_of(k_input_role, value);
}

template <>
Result<InputRole> parse_word<InputRole>(std::string_view word) {
    return value_of(k_input_role, "input role", word);
}

std::string_view to_string(ProjectStatus value) {
    return text_of(k_project_status, value);
}

template <>
Result<ProjectStatus> parse_word<ProjectStatus>(std::string_view word) {
    return value_of(k_project_status, "project status", word);
}

std::string_view to_string(StoredVersion::Kind value) {
    return text_of(k_stored_version_kind, value);
}

template <>
Result<StoredVersion::Kind> parse_word<StoredVersion::Kind>(std::string_view word) {
    return value_of(k_stored_version_kind, "stored version's kind", word);
}

std::string_view to_string(NodeChange::Kind value) {
    return text_of(k_node_change_kind, value);
}

template <>
Result<NodeChange::Kind> parse_word<NodeChange::Kind>(std::string_view word) {
    return value_of(k_node_change_kind, "node change's kind", word);
}

std::string_view to_string(DownloadEvent::Extent value) {
    return text_of(k_download_event_extent, value);
}

template <>
Result<DownloadEvent::Extent> parse_word<DownloadEvent::Extent>(std::string_view word) {
    return value_of(k_download_event_extent, "extent", word);
}

std::string_view to_string(FailureClass value) {
    return text_of(k_failure_class, value);
}

template <>
Result<FailureClass> parse_word<FailureClass>(std::string_view word) {
    return value_of(k_failure_class, "failure class", word);
}

}  // namespace spoke::catalog
