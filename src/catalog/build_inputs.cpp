#include "catalog/build_inputs.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/connection.hpp"

namespace spoke::catalog {
namespace {

class InputColumns {
public:
    using Row = BuildInput;
    void into(Query& query) { query.into(build_, digest_, role_, name_); }
    Result<BuildInput> row() {
        SPOKE_TRY(auto digest, crypto::Sha256Digest::parse(digest_.value));
        Decoder decoder;
        BuildInput input{.build = decoder.id(build_),
                         .digest = digest,
                         .role = decoder.word(role_, InputRole::source),
                         .name = name_.value};
        return decoder.finish(std::move(input));
    }

private:
    Text build_, digest_, role_, name_;
};

Result<std::vector<BuildInput>> list_where(const Reader& reader, std::string_view column,
                                           std::string_view value) {
    return in_catalog("list the inputs of builds", [&] {
        Query query(reader.connection(),
                    fmt::format("SELECT build_id, digest, role, name FROM build_inputs WHERE {} = "
                                ":value ORDER BY build_id, role, name, digest",
                                column));
        query.bind(value);
        return read_all<InputColumns>(query);
    });
}

}  // namespace

Result<void> add_build_inputs(Transaction& transaction, const std::vector<BuildInput>& inputs) {
    return in_catalog("write the inputs of a build", [&]() -> Result<void> {
        for (const auto& input : inputs)
            Query(transaction.connection(),
                  "INSERT INTO build_inputs (build_id, digest, role, name) VALUES (:build_id, "
                  ":digest, :role, :name) ON CONFLICT (build_id, digest, role) DO NOTHING")
                .bind(input.build)
                .bind(input.digest)
                .bind(input.role)
                .bind(input.name)
                .run();
        return ok();
    });
}

Result<std::vector<BuildInput>> list_build_inputs(const Reader& reader, const base::Id& build) {
    return list_where(reader, "build_id", build.text());
}

Result<std::vector<BuildInput>> list_builds_with_input(const Reader& reader,
                                                       const crypto::Sha256Digest& digest) {
    return list_where(reader, "digest", digest.hex());
}

}  // namespace spoke::catalog
