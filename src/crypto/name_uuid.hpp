#pragma once

#include <string>
#include <string_view>

namespace spoke::crypto {

/// The namespaces of RFC 9562 §6.6.
inline constexpr std::string_view k_uuid_namespace_url = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";

/// A UUIDv5 (RFC 9562 §5.5): the same name gives the same id. `name_space` must be a UUID.
std::string name_uuid(std::string_view name_space, std::string_view name);

}  // namespace spoke::crypto
