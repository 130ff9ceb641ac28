#pragma once

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/result.hpp"
#include "provenance/manifest.hpp"

// The parts of a manifest's JSON that tickets, statements and the signer's requests share.
namespace spoke::provenance {

/// A draft has no signer yet: its issuer's fields and its ticket are passed over.
enum class ManifestStage { draft, complete };

base::Json predicate_json(const Manifest& manifest);
Result<Manifest> parse_predicate(const base::Json& predicate, ManifestStage stage);

base::Json source_json(const ManifestSource& source);
Result<ManifestSource> parse_source(const base::Json& json);
base::Json base_json(const BaseFile& file);
Result<BaseFile> parse_base(const base::Json& json);
base::Json prebuilt_json(const PrebuiltFile& file);
Result<PrebuiltFile> parse_prebuilt(const base::Json& json);
base::Json seed_json(const SeedAncestor& seed);
Result<SeedAncestor> parse_seed(const base::Json& json);
base::Json named_file_json(const NamedFile& file);
Result<NamedFile> parse_named_file(const base::Json& json);

inline constexpr std::size_t k_list_limit = 4096;

}  // namespace spoke::provenance
