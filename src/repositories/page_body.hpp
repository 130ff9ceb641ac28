#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "catalog/repositories.hpp"
#include "repositories/directory.hpp"
#include "repositories/group.hpp"
#include "repositories/ready_page.hpp"
#include "simple/page.hpp"

namespace spoke::repositories {

/// A page's model, and until when the decisions on it hold.
struct PageModel {
    simple::ProjectPage page;
    std::optional<base::Moment> valid_until;
};

/// Files that decide() does not allow stand there as yanked with the reason, so that ranges pass
/// over them and a pin meets the reason at the file.
PageModel make_page(const ShownProject& shown, const catalog::Repository& repository,
                    const python::ProjectName& project, Directory& directory, base::Moment now);

std::string render(const simple::ProjectPage& page, simple::Representation representation);
std::string render(const simple::ProjectList& list, simple::Representation representation);

/// RFC 1952 without name and time: equal text gives equal bytes.
std::string gzip(std::string_view text);

/// The block that goes out. `facts` has all but etag and body size, which follow from `body`.
ReadyPagePtr make_ready_page(const std::string& body, std::optional<python::ProjectName> project,
                             PageFacts facts, const PageHeadMaker& head_maker);

}  // namespace spoke::repositories
