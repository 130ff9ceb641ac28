#include "base/uri.hpp"

#include <algorithm>

namespace spoke::base {

namespace {

bool is_scheme(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
}

/// The part after `mark`, taken off the text.
std::optional<std::string> take_after(std::string_view& text, char mark) {
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    std::string after(text.substr(at + 1));
    text = text.substr(0, at);
    return after;
}

/// RFC 3986 §5.2.3.
std::string merge_paths(const UriParts& base_uri, std::string_view path) {
    if (base_uri.authority && base_uri.path.empty()) return "/" + std::string(path);
    const auto slash = base_uri.path.rfind('/');
    if (slash == std::string::npos) return std::string(path);
    return base_uri.path.substr(0, slash + 1) + std::string(path);
}

}  // namespace

std::string UriParts::text() const {
    std::string out;
    if (!scheme.empty()) out += scheme + ":";
    if (authority) out += "//" + *authority;
    out += path;
    if (query) out += "?" + *query;
    if (fragment) out += "#" + *fragment;
    return out;
}

UriParts split_uri(std::string_view text) {
    UriParts parts;
    parts.fragment = take_after(text, '#');
    parts.query = take_after(text, '?');
    const auto colon = text.find(':');
    if (colon != std::string_view::npos && is_scheme(text.substr(0, colon))) {
        parts.scheme = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        const auto end = std::min(text.find('/'), text.size());
        parts.authority = std::string(text.substr(0, end));
        text.remove_prefix(end);
    }
    parts.path = text;
    return parts;
}

std::string remove_dot_segments(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        if (path.starts_with("../")) {
            path.remove_prefix(3);
        } else if (path.starts_with("./") || path.starts_with("/./")) {
            path.remove_prefix(2);
        } else if (path == "/.") {
            path = "/";
        } else if (path.starts_with("/../") || path == "/..") {
            path = path.size() == 3 ? std::string_view("/") : path.substr(3);
            const auto slash = out.rfind('/');
            out.resize(slash == std::string::npos ? 0 : slash);
        } else if (path == "." || path == "..") {
            path = {};
        } else {
            const auto end = std::min(path.find('/', 1), path.size());
            out += path.substr(0, end);
            path.remove_prefix(end);
        }
    }
    return out;
}

UriParts resolve_uri(const UriParts& base_uri, const UriParts& reference) {
    UriParts target = reference;
    if (!reference.scheme.empty() || reference.authority) {
        target.path = remove_dot_segments(reference.path);
        if (target.scheme.empty()) target.scheme = base_uri.scheme;
        return target;
    }
    target.scheme = base_uri.scheme;
    target.authority = base_uri.authority;
    if (reference.path.empty()) {
        target.path = base_uri.path;
        if (!reference.query) target.query = base_uri.query;
    } else if (reference.path.front() == '/') {
        target.path = remove_dot_segments(reference.path);
    } else {
        target.path = remove_dot_segments(merge_paths(base_uri, reference.path));
    }
    return target;
}

}  // namespace spoke::base
