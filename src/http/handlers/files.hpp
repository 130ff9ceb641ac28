#pragma once

#include <optional>

#include "access/identity.hpp"
#include "http/handler.hpp"
#include "http/refusals.hpp"
#include "http/routes.hpp"
#include "http/services.hpp"

namespace spoke::http {

/// Files and their core metadata, by digest and by name. Bytes are reached only through the row
/// handle in a FoundFile, which a grant of `authorize` made (threats.md I3).
class FileHandler {
public:
    FileHandler(const Services& services, const Refuser& refuser)
        : services_(services), refuser_(refuser) {}

    Reply answer(Exchange& exchange, const Route& route, const access::Identity& identity) const;

private:
    struct Wanted;

    Result<std::optional<repositories::FoundFile>> find(const Wanted& wanted) const;
    Task<Answer> bring(Exchange& exchange, Wanted wanted) const;
    Task<Answer> send_sidecar(Exchange& exchange, const repositories::FoundFile& found,
                              const Wanted& wanted) const;
    Answer send(const Exchange& exchange, const repositories::FoundFile& found,
                const repositories::OpenedFilePtr& opened, const Wanted& wanted) const;
    Answer send_head(const Exchange& exchange, const repositories::FoundFile& found,
                     const Wanted& wanted) const;
    Answer deny(const Exchange& exchange, const repositories::FoundFile& found) const;
    void record(const Exchange& exchange, const repositories::FoundFile& found, std::uint64_t bytes,
                catalog::DownloadEvent::Extent extent) const;

    const Services& services_;
    const Refuser& refuser_;
};

}  // namespace spoke::http
