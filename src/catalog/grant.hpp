#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "catalog/vocabulary.hpp"
#include "python/project_name.hpp"

namespace spoke::access {
class Authorizer;
}

namespace spoke::catalog {

/// The proof that a principal may do one thing in one repository now. Its only maker is
/// access::Authorizer, so whatever asks for a Grant can't be reached around it (threats.md I3).
/// Made for one request: never kept, since epochs may move on.
class Grant {
public:
    const base::Id& principal() const { return principal_; }  ///< empty: anonymous
    const base::Id& token() const { return token_; }          ///< empty: none was used
    Action action() const { return action_; }
    const base::Id& repository() const { return repository_; }
    const std::string& repository_name() const { return repository_name_; }
    const std::optional<python::ProjectName>& project() const { return project_; }

    /// The repositories whose rows may be handed out: this one, or the group's readable members in
    /// their order (with the members of nested groups in place).
    const std::vector<base::Id>& readable() const { return readable_; }
    bool may_read_from(const base::Id& repository) const;

    /// True where the token reaches this project; rows of others are not found.
    bool covers_project(const python::ProjectName& project) const;

private:
    friend class spoke::access::Authorizer;
    Grant() = default;

    base::Id principal_;
    base::Id token_;
    Action action_ = Action::read;
    base::Id repository_;
    std::string repository_name_;
    std::optional<python::ProjectName> project_;
    std::vector<base::Id> readable_;
    std::vector<std::string> only_projects_;  ///< normalized, sorted; empty: all
};

/// The proof that a principal may do something that belongs to no repository: tokens, builds.
class ServerGrant {
public:
    const base::Id& principal() const { return principal_; }
    const base::Id& token() const { return token_; }
    Action action() const { return action_; }

private:
    friend class spoke::access::Authorizer;
    ServerGrant() = default;

    base::Id principal_;
    base::Id token_;
    Action action_ = Action::read;
};

}  // namespace spoke::catalog
