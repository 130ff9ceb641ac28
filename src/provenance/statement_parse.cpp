#include "provenance/json_fields.hpp"
#include "provenance/statement.hpp"
#include "python/file_name.hpp"
#include "python/project_name.hpp"
#include "python/version.hpp"

namespace spoke::provenance {
namespace {

Result<StatementSubject> parse_subject(const Json& statement) {
    SPOKE_TRY(const auto* list, json_array(statement, "subject", 1));
    if (list->size() != 1 || !list->front().is_object())
        return fail(ErrorCode::invalid, "\"subject\" must hold one object");
    StatementSubject subject;
    SPOKE_TRY(subject.file_name, json_word(list->front(), "name"));
    SPOKE_TRY(subject.sha256, json_digest_set(list->front(), "digest"));
    return subject;
}

/// What the file name says; a statement about another project's file would be believed by its name.
Result<void> take_names(StatementView& view) {
    std::optional<python::ProjectName> expected;
    if (!view.project.empty()) {
        SPOKE_TRY(expected, python::ProjectName::parse(view.project));
    }
    const auto parsed = python::parse_file_name(view.subject.file_name, expected);
    if (parsed.project() == nullptr || parsed.version() == nullptr)
        return fail(ErrorCode::invalid,
                    "the subject is no wheel or sdist of the project: " + parsed.reason);
    if (expected) {
        SPOKE_TRY(const auto version, python::Version::parse(view.version));
        if (version != *parsed.version())
            return fail(ErrorCode::invalid,
                        "the subject is not a file of the version that the statement is about");
    }
    view.project = parsed.project()->normalized();
    view.version = parsed.version()->text();
    return ok();
}

Result<void> check_schema(const Json& predicate) {
    SPOKE_TRY(const auto schema, base::json_integer(predicate, "schema"));
    if (schema != 1) return fail(ErrorCode::unsupported, "a statement of a later schema");
    return ok();
}

Result<Issuer> parse_issuer(const Json& predicate) {
    Issuer issuer;
    SPOKE_TRY(issuer.builder_id, json_word(predicate, "builder_id"));
    SPOKE_TRY(issuer.trust_domain, json_word(predicate, "trust_domain"));
    SPOKE_TRY(issuer.signed_at, json_moment(predicate, "signed_at"));
    return issuer;
}

Result<void> parse_mirror(const Json& predicate, StatementView& view) {
    SPOKE_TRY(check_schema(predicate));
    view.tier = Tier::upstream;
    SPOKE_TRY(view.issuer, parse_issuer(predicate));
    SPOKE_TRY(view.moment, json_moment(predicate, "fetched"));
    return ok();
}

Result<void> parse_upload(const Json& predicate, StatementView& view) {
    SPOKE_TRY(check_schema(predicate));
    view.tier = Tier::internal;
    SPOKE_TRY(view.issuer, parse_issuer(predicate));
    SPOKE_TRY(view.moment, json_moment(predicate, "uploaded"));
    return ok();
}

Result<void> parse_external(const Json& parameters, StatementView& view) {
    SPOKE_TRY(refuse_unknown_keys(parameters,
                                  {"name", "version", "baseVersion", "target", "source", "recipe"},
                                  "externalParameters"));
    SPOKE_TRY(view.project, json_word(parameters, "name"));
    SPOKE_TRY(view.version, json_word(parameters, "version"));
    SPOKE_TRY(const auto* source, json_object(parameters, "source"));
    SPOKE_TRY(refuse_unknown_keys(*source, {"kind", "uri", "sha256"}, "externalParameters.source"));
    SPOKE_TRY(const auto kind, json_text(*source, "kind"));
    view.source_kind = find_source_kind(kind);
    if (!view.source_kind) return fail(ErrorCode::invalid, "unknown kind of source");
    SPOKE_TRY(view.source_uri, json_word(*source, "uri"));
    return ok();
}

Result<void> parse_internal(const Json& parameters, StatementView& view) {
    SPOKE_TRY(const auto tier, json_text(parameters, "tier"));
    const auto known = find_tier(tier);
    if (!known) return fail(ErrorCode::invalid, "unknown tier");
    view.tier = *known;
    SPOKE_TRY(view.equivalence, json_text(parameters, "equivalence"));
    SPOKE_TRY(view.issuer.trust_domain, json_word(parameters, "trustDomain"));
    SPOKE_TRY(view.issuer.signed_at, json_moment(parameters, "signedAt"));
    return ok();
}

Result<void> check_build_type(const StatementView& view) {
    const bool rebuilt = view.build_type == k_buildtype_rebuild && view.tier == Tier::rebuilt;
    const bool remediated =
        view.build_type == k_buildtype_remediation && view.tier == Tier::remediated;
    if (rebuilt || remediated) return ok();
    return fail(ErrorCode::unsupported, "a build type that this version does not know");
}

Result<void> parse_slsa(const Json& predicate, StatementView& view) {
    SPOKE_TRY(const auto* definition, json_object(predicate, "buildDefinition"));
    SPOKE_TRY(view.build_type, json_word(*definition, "buildType"));
    if (view.build_type != k_buildtype_rebuild && view.build_type != k_buildtype_remediation)
        return fail(ErrorCode::unsupported, "a build type that this version does not know");
    SPOKE_TRY(const auto* external, json_object(*definition, "externalParameters"));
    SPOKE_TRY(parse_external(*external, view));
    SPOKE_TRY(const auto* internal, json_object(*definition, "internalParameters"));
    SPOKE_TRY(parse_internal(*internal, view));
    SPOKE_TRY(check_build_type(view));
    SPOKE_TRY(const auto* details, json_object(predicate, "runDetails"));
    SPOKE_TRY(const auto* builder, json_object(*details, "builder"));
    SPOKE_TRY(view.issuer.builder_id, json_word(*builder, "id"));
    SPOKE_TRY(const auto* metadata, json_object(*details, "metadata"));
    SPOKE_TRY(view.invocation, json_word(*metadata, "invocationId"));
    SPOKE_TRY(view.moment, json_moment(*metadata, "finishedOn"));
    return ok();
}

Result<void> parse_by_type(const Json& predicate, StatementView& view) {
    if (view.predicate_type == k_predicate_slsa) return parse_slsa(predicate, view);
    if (view.predicate_type == k_predicate_mirror) return parse_mirror(predicate, view);
    if (view.predicate_type == k_predicate_upload) return parse_upload(predicate, view);
    return fail(ErrorCode::unsupported, "a predicate that this version does not know");
}

}  // namespace

Result<StatementView> parse_statement(std::string_view json) {
    SPOKE_TRY(const auto statement, base::parse_json(json, 16));
    if (!statement.is_object()) return fail(ErrorCode::invalid, "a statement must be an object");
    SPOKE_TRY(const auto type, json_text(statement, "_type"));
    if (type != k_statement_type) return fail(ErrorCode::unsupported, "not an in-toto statement");
    StatementView view;
    SPOKE_TRY(view.subject, parse_subject(statement));
    SPOKE_TRY(view.predicate_type, json_text(statement, "predicateType"));
    SPOKE_TRY(const auto* predicate, json_object(statement, "predicate"));
    SPOKE_TRY(parse_by_type(*predicate, view));
    SPOKE_TRY(take_names(view));
    return view;
}

}  // namespace spoke::provenance
