#include "http/request_parser.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <forward_list>
#include <iterator>
#include <optional>

namespace spoke::http {
namespace {

namespace beast = boost::beast::http;
using BeastError = boost::beast::error_code;

std::string_view view_of(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

Refusal closing(int status, std::string detail) {
    Refusal refusal = refused(status, std::move(detail));
    refusal.close = true;
    return refusal;
}

std::optional<Header> known_header(beast::field field) {
    using beast::field;
    switch (field) {
        case field::host:
            return Header::host;
        case field::authorization:
            return Header::authorization;
        case field::accept:
            return Header::accept;
        case field::accept_encoding:
            return Header::accept_encoding;
        case field::connection:
            return Header::connection;
        case field::content_length:
            return Header::content_length;
        case field::content_type:
            return Header::content_type;
        case field::expect:
            return Header::expect;
        case field::if_modified_since:
            return Header::if_modified_since;
        case field::if_none_match:
            return Header::if_none_match;
        case field::if_range:
            return Header::if_range;
        case field::range:
            return Header::range;
        case field::transfer_encoding:
            return Header::transfer_encoding;
        case field::user_agent:
            return Header::user_agent;
        default:
            return std::nullopt;
    }
}

/// Lists that mean the same joined by commas; of no other header may a second one come.
bool may_repeat(Header header) {
    return header == Header::accept || header == Header::accept_encoding ||
           header == Header::if_none_match || header == Header::connection ||
           header == Header::x_forwarded_for;
}

Method method_of(beast::verb verb) {
    switch (verb) {
        case beast::verb::get:
            return Method::get;
        case beast::verb::head:
            return Method::head;
        case beast::verb::post:
            return Method::post;
        case beast::verb::put:
            return Method::put;
        case beast::verb::patch:
            return Method::patch;
        case beast::verb::delete_:
            return Method::del;
        case beast::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a + 32 : a) == (b >= 'A' && b <= 'Z' ? b + 32 : b);
    });
}

constexpr std::string_view k_host_marks = "-._~!$&'()*+,;=%:[]";

bool is_host(std::string_view host) {
    return !host.empty() && std::ranges::all_of(host, [](char c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
               k_host_marks.contains(c);
    });
}

/// Only digits, and few enough to fit.
std::optional<std::uint64_t> parse_length(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// RFC 9112 §3.2: the path of origin-form or absolute-form; nothing for what is neither.
std::optional<std::string_view> path_of(std::string_view target) {
    for (const char c : target)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f ||
            c == '#')
            return std::nullopt;
    if (target.starts_with('/')) return target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        const std::string_view rest = target.substr(scheme.size());
        const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
        if (!is_host(authority)) return std::nullopt;
        const std::string_view path = rest.substr(authority.size());
        if (path.empty()) return "/";
        return path.starts_with('/') ? std::optional(path) : std::nullopt;
    }
    return std::nullopt;
}

bool has_bare_line_feed(std::string_view text) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1))
        if (at == 0 || text[at - 1] != '\r') return true;
    return false;
}

/// Less than `0`, CRLF, CRLF, which a chunked body has before it at the least, wherever it stands.
bool may_begin_last_chunk(std::string_view rest) {
    constexpr std::size_t k_shortest_end = 5;
    if (rest.size() >= k_shortest_end) return false;
    rest.remove_prefix(rest.starts_with("\r\n") ? 2 : 0);
    return rest.empty() || rest.starts_with('0') || rest == "\r";
}

/// Of a value inside a head: at least the colon stands before it.
bool follows_tab(std::string_view value) {
    return *std::prev(value.data()) == '\t';
}

class ViewParser final : public beast::basic_parser<true> {
public:
    ViewParser() {
        body_limit(boost::none);
        header_limit(1U << 20U);  // HeadScanner has measured the head
    }

    Request request;
    std::optional<Refusal> refusal;
    std::string* out = nullptr;
    std::uint64_t left = 0;  ///< of the body's limit

private:
    void refuse(BeastError& error, int status, std::string detail) {
        refusal = closing(status, std::move(detail));
        error = beast::error::bad_field;
    }

    void on_request_impl(beast::verb verb, boost::beast::string_view method,
                         boost::beast::string_view target, int version,
                         BeastError& error) override {
        if (verb == beast::verb::unknown)
            return refuse(error, 501, "This method is not known here.");
        request.method = method_of(verb);
        request.method_text = view_of(method);
        request.version = version == 11 ? Version::http_1_1 : Version::http_1_0;
        const auto path = path_of(view_of(target));
        if (!path)
            return refuse(error, 400,
                          "The request target must be a path or an http URL of visible ASCII "
                          "characters, without a fragment.");
        request.target = *path;
    }

    void on_field_impl(beast::field field, boost::beast::string_view name,
                       boost::beast::string_view value, BeastError& error) override {
        if (is_header_done()) return;  // trailers: their framing is checked, their text forgotten
        auto header = known_header(field);
        if (!header && equal_ignoring_case(view_of(name), "X-Forwarded-For"))
            header = Header::x_forwarded_for;
        if (!header) return;
        auto& slot = request.headers[static_cast<std::size_t>(*header)];
        if (!slot) {
            slot = view_of(value);
        } else if (may_repeat(*header)) {
            slot = joined_.emplace_front(std::string(*slot) + ", " + std::string(view_of(value)));
        } else if (*header != Header::user_agent) {
            refuse(
                error, 400,
                "A header that may stand once stands twice: " + std::string(view_of(name)) + ".");
        }
    }

    void on_header_impl(BeastError& error) override {
        check_host(error);
        if (!error) check_framing(error);
        if (error) return;
        if (const auto& expect = request.header(Header::expect);
            expect && !equal_ignoring_case(*expect, "100-continue"))
            return refuse(error, 417, "Only 'Expect: 100-continue' is known here.");
        request.persistence = keep_alive() ? Persistence::keep : Persistence::close;
    }

    void check_host(BeastError& error) {
        const auto& host = request.header(Header::host);
        if (!host) {
            if (request.version == Version::http_1_1)
                refuse(error, 400, "HTTP/1.1 requires a Host header.");
        } else if (!is_host(*host)) {
            refuse(error, 400, "The Host header holds no host name.");
        }
    }

    void check_framing(BeastError& error) {
        const auto& coding = request.header(Header::transfer_encoding);
        const auto& length = request.header(Header::content_length);
        // The tab is allowed, and hides the header from servers that only skip blanks.
        if ((coding && follows_tab(*coding)) || (length && follows_tab(*length)))
            return refuse(error, 400, "A tab stands before the value of a framing header.");
        if (coding) {
            if (request.version == Version::http_1_0)
                return refuse(error, 400, "HTTP/1.0 has no Transfer-Encoding.");
            if (!equal_ignoring_case(*coding, "chunked"))
                return refuse(error, 501, "No Transfer-Encoding but 'chunked' is known here.");
            if (length) return refuse(error, 400, "Both Content-Length and Transfer-Encoding.");
            request.chunked = true;
        }
        if (length) {
            request.content_length = parse_length(*length);
            if (!request.content_length)
                refuse(error, 400, "Content-Length must be one whole number.");
        }
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}

    std::size_t take(boost::beast::string_view body, BeastError& error) {
        if (body.size() > left) {
            error = beast::error::body_limit;
            return 0;
        }
        left -= body.size();
        if (out != nullptr) out->append(body.data(), body.size());
        return body.size();
    }
    std::size_t on_body_impl(boost::beast::string_view body, BeastError& error) override {
        return take(body, error);
    }
    void on_chunk_header_impl(std::uint64_t size, boost::beast::string_view,
                              BeastError& error) override {
        if (size > left) error = beast::error::body_limit;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view body,
                                   BeastError& error) override {
        return take(body, error);
    }
    void on_finish_impl(BeastError&) override {}
    void on_response_impl(int, boost::beast::string_view, int, BeastError&) override {}

    std::forward_list<std::string> joined_;  ///< repeated list headers, the one case without views
};

/// A request line of three words, the last `HTTP/d.d`.
bool names_other_version(std::string_view line) {
    const std::size_t at = line.rfind(" HTTP/");
    return at != std::string_view::npos && std::ranges::count(line, ' ') == 2 &&
           line.size() == at + 9 && line[at + 7] == '.' &&
           std::isdigit(static_cast<unsigned char>(line[at + 6])) != 0 &&
           std::isdigit(static_cast<unsigned char>(line[at + 8])) != 0;
}

/// Beast's own refusals, by what the client should know.
Refusal refusal_of_beast(const BeastError& error, std::string_view head) {
    if (error == beast::error::bad_version) {
        if (names_other_version(head.substr(0, head.find('\r'))))
            return closing(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
        return closing(400, "The request line does not end in an HTTP version.");
    }
    return closing(400, "The head is not well formed: " + error.message() + ".");
}

}  // namespace

std::string_view to_string(Method method) {
    constexpr std::array<std::string_view, 8> k_names{"GET",   "HEAD",   "POST",    "PUT",
                                                      "PATCH", "DELETE", "OPTIONS", "other"};
    return k_names[static_cast<std::size_t>(method)];
}

struct RequestParser::State {
    std::optional<ViewParser> parser;
};

RequestParser::RequestParser() = default;
RequestParser::~RequestParser() = default;

std::expected<void, Refusal> RequestParser::parse_head(std::string_view head) {
    // Beast's parser takes one message; a new one is made in its place.
    if (!state_) state_ = std::make_unique<State>();
    ViewParser& parser = state_->parser.emplace();
    BeastError error;
    const std::size_t used = parser.put({head.data(), head.size()}, error);
    if (parser.refusal) return std::unexpected(*std::move(parser.refusal));
    if (error) return std::unexpected(refusal_of_beast(error, head));
    if (used != head.size() || !parser.is_header_done())
        return std::unexpected(closing(400, "The head is not well formed."));
    return {};
}

const Request& RequestParser::request() const {
    SPOKE_ASSERT(state_ && state_->parser.has_value());
    return state_->parser->request;
}

Result<std::size_t> RequestParser::parse_body(std::string_view bytes, std::uint64_t limit,
                                              std::string& out) {
    ViewParser& parser = *state_->parser;
    parser.out = &out;
    parser.left = limit - std::min<std::uint64_t>(limit, out.size());
    std::size_t used = 0;
    BeastError error;
    while (used < bytes.size() && !parser.is_done()) {
        const std::string_view rest = bytes.substr(used);
        // Beast asserts that no fewer arrive, once it has seen the last chunk's size.
        if (parser.chunked() && may_begin_last_chunk(rest)) break;
        used += parser.put({rest.data(), rest.size()}, error);
        if (error == beast::error::need_more) break;
        if (error == beast::error::body_limit)
            return fail(ErrorCode::too_large,
                        "The body is larger than " + std::to_string(limit) + " bytes.");
        if (error)
            return fail(ErrorCode::invalid, "The body is not well formed: " + error.message());
    }
    // Beast looks for CRLF alone, and would wait for it for ever.
    if (error == beast::error::need_more && parser.chunked() &&
        has_bare_line_feed(bytes.substr(used)))
        return fail(ErrorCode::invalid, "A chunk's header ends in LF without CR.");
    return used;
}

bool RequestParser::done() const {
    return state_ && state_->parser && state_->parser->is_done();
}

void RequestParser::forget() {
    state_.reset();
}

}  // namespace spoke::http
