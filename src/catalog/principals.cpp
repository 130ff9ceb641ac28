#include "catalog/principals.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/encoding.hpp"
#include "catalog/changes.hpp"
#include "catalog/connection.hpp"
#include "catalog/counters.hpp"

namespace spoke::catalog {
namespace {

class PrincipalColumns {
public:
    using Row = Principal;
    void into(Query& query) { query.into(id_, name_, kind_, epoch_, created_, creator_); }
    Result<Principal> row() {
        Decoder decoder;
        Principal principal{.id = decoder.id(id_),
                            .name = name_.value,
                            .kind = decoder.word(kind_, PrincipalKind::user),
                            .epoch = static_cast<std::uint64_t>(epoch_.value),
                            .created = decoder.moment(created_),
                            .creator = decoder.id(creator_)};
        return decoder.finish(std::move(principal));
    }

private:
    Text id_, name_, kind_, creator_;
    Number epoch_, created_;
};

constexpr std::string_view k_select =
    "SELECT id, name, kind, epoch, created, creator_id FROM principals";

Result<std::optional<Principal>> find_where(const Reader& reader, std::string_view column,
                                            std::string_view value) {
    return in_catalog("find a principal", [&] {
        Query query(reader.connection(), fmt::format("{} WHERE {} = :value", k_select, column));
        query.bind(value);
        return read_one<PrincipalColumns>(query);
    });
}

}  // namespace

std::string principal_key(std::string_view name) {
    std::string key;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto escape = name.substr(i, 3);
        if (escape == "%2F" || escape == "%2f") {
            key += '_';
            i += 2;
        } else {
            key += name[i] == '/' ? '_' : name[i];
        }
    }
    return key;
}

Result<Principal> create_principal(Transaction& transaction, std::string_view name,
                                   PrincipalKind kind) {
    SPOKE_TRY(const auto taken, find_principal(transaction, name));
    if (taken)
        return fail(ErrorCode::conflict, fmt::format("there is a principal \"{}\" already",
                                                     base::printable(taken->name, 100)));
    const auto id = transaction.make_id();
    SPOKE_TRY(in_catalog("make a principal", [&]() -> Result<void> {
        Query(
            transaction.connection(),
            "INSERT INTO principals (id, name, name_key, kind, epoch, created, creator_id) VALUES "
            "(:id, :name, :name_key, :kind, 1, :created, :creator_id)")
            .bind(id)
            .bind(name)
            .bind(principal_key(name))
            .bind(kind)
            .bind(transaction.now())
            .bind(transaction.cause().principal)
            .run();
        return ok();
    }));
    SPOKE_TRY(record_change(transaction, {.action = "principal.create", .subject = name}));
    return must_exist(find_principal(transaction, id), "the new principal");
}

Result<std::optional<Principal>> find_principal(const Reader& reader, const base::Id& id) {
    return find_where(reader, "id", id.text());
}

Result<std::optional<Principal>> find_principal(const Reader& reader, std::string_view name) {
    return find_where(reader, "name_key", principal_key(name));
}

Result<std::vector<Principal>> list_principals(const Reader& reader) {
    return in_catalog("list the principals", [&] {
        Query query(reader.connection(), fmt::format("{} ORDER BY created, id", k_select));
        return read_all<PrincipalColumns>(query);
    });
}

Result<std::uint64_t> bump_principal_epoch(Transaction& transaction, const base::Id& principal) {
    return in_catalog("count a principal's epoch up", [&]() -> Result<std::uint64_t> {
        Query(transaction.connection(), "UPDATE principals SET epoch = epoch + 1 WHERE id = :id")
            .bind(principal)
            .run();
        SPOKE_TRY(const auto changed, find_principal(transaction, principal));
        if (!changed) return fail(ErrorCode::not_found, "there is no such principal");
        record_node_change(transaction, NodeChange::Kind::principal_epoch, principal);
        return changed->epoch;
    });
}

}  // namespace spoke::catalog
