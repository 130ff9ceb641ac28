#include "catalog/tickets.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/encoding.hpp"
#include "catalog/connection.hpp"
#include "catalog/lease_check.hpp"

namespace spoke::catalog {
namespace {

constexpr std::string_view k_select =
    "SELECT id, build_id, lease_id, worker, nonce, job, issued, expires, used FROM tickets";
constexpr std::size_t k_nonce_bytes = 32;

class TicketColumns {
public:
    using Row = Ticket;
    void into(Query& query) {
        query.into(id_, build_, lease_, worker_, nonce_, job_, issued_, expires_, used_);
    }
    Result<Ticket> row() {
        Decoder decoder;
        Ticket ticket{.id = decoder.id(id_),
                      .build = decoder.id(build_),
                      .lease = decoder.id(lease_),
                      .worker = worker_.value,
                      .nonce = nonce_.value,
                      .order = job_.value,
                      .issued = decoder.moment(issued_),
                      .expires = decoder.moment(expires_),
                      .used = decoder.optional_moment(used_)};
        return decoder.finish(std::move(ticket));
    }

private:
    Text id_, build_, lease_, worker_, nonce_, job_;
    Number issued_, expires_, used_;
};

Result<std::optional<Ticket>> find_where(const Reader& reader, std::string_view column,
                                         std::string_view value) {
    return in_catalog("find a ticket", [&] {
        Query query(reader.connection(), fmt::format("{} WHERE {} = :value", k_select, column));
        query.bind(value);
        return read_one<TicketColumns>(query);
    });
}

Result<void> check_usable(const Transaction& transaction, const Ticket& ticket,
                          std::string_view worker) {
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::denied,
                    fmt::format("the ticket {} is refused: {}", ticket.id.text(), why));
    };
    if (ticket.used) return refuse("it was used before");
    if (ticket.expires <= transaction.now()) return refuse("it has expired");
    if (ticket.worker != worker) return refuse("it was given to another worker");
    const BuildLease lease{.build = ticket.build, .lease = ticket.lease};
    if (!check_lease(transaction, lease)) return refuse("the lease of its build has ended");
    return ok();
}

}  // namespace

Result<Ticket> issue_ticket(Transaction& transaction, const BuildLease& lease,
                            std::string_view worker, std::string_view order_json,
                            base::Moment expires) {
    SPOKE_TRY(check_lease(transaction, lease));
    return in_catalog("issue a ticket", [&]() -> Result<Ticket> {
        Ticket ticket{.id = transaction.make_id(),
                      .build = lease.build,
                      .lease = lease.lease,
                      .worker = std::string(worker),
                      .nonce = base::to_hex(transaction.random_bytes(k_nonce_bytes)),
                      .order = std::string(order_json),
                      .issued = transaction.now(),
                      .expires = expires,
                      .used = std::nullopt};
        Query(transaction.connection(),
              "INSERT INTO tickets (id, build_id, lease_id, worker, nonce, job, issued, expires) "
              "VALUES (:id, :build_id, :lease_id, :worker, :nonce, :job, :issued, :expires)")
            .bind(ticket.id)
            .bind(ticket.build)
            .bind(ticket.lease)
            .bind(ticket.worker)
            .bind(ticket.nonce)
            .bind(ticket.order)
            .bind(ticket.issued)
            .bind(ticket.expires)
            .run();
        return ticket;
    });
}

Result<Ticket> use_ticket(Transaction& transaction, std::string_view nonce,
                          std::string_view worker) {
    SPOKE_TRY(auto ticket, find_where(transaction, "nonce", nonce));
    if (!ticket) return fail(ErrorCode::denied, "there is no such ticket");
    SPOKE_TRY(check_usable(transaction, *ticket, worker));
    return in_catalog("use a ticket", [&]() -> Result<Ticket> {
        // The condition makes it single-use also where two transactions read it unused.
        const auto rows = Query(transaction.connection(),
                                "UPDATE tickets SET used = :used WHERE id = :id AND used IS NULL")
                              .bind(transaction.now())
                              .bind(ticket->id)
                              .run();
        if (rows != 1) return fail(ErrorCode::denied, "the ticket was used before");
        ticket->used = transaction.now();
        return *ticket;
    });
}

Result<std::optional<Ticket>> find_ticket(const Reader& reader, const base::Id& id) {
    return find_where(reader, "id", id.text());
}

}  // namespace spoke::catalog
