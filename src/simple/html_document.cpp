#include "simple/html_document.hpp"

#include <fmt/format.h>
#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>

namespace spoke::simple {

namespace {

/// Gumbo's time grows with the square of open elements and of one tag's attributes, and its own
/// clean-up recurses; so both are bounded before it sees the bytes. Elements that close themselves
/// or that each row of a listing has are free.
constexpr std::size_t k_max_nesting_tags = 20'000;
constexpr std::size_t k_max_attributes = 64;
constexpr std::array<std::string_view, 20> k_free_tags = {
    "a",  "br", "hr", "img", "meta",  "link",  "li",    "p",      "td",   "th",
    "tr", "dd", "dt", "wbr", "tbody", "thead", "input", "option", "base", "col"};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Blanks outside quotes up to the tag's end: at least the number of its attributes less those
/// that follow a quote directly.
std::size_t count_attributes(std::string_view rest) {
    std::size_t count = 0;
    char quote = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const char c = rest[i];
        if (quote != 0) {
            if (c == quote) {
                quote = 0;
                ++count;
            }
        } else if (c == '>') {
            break;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if ((is_blank(c) || c == '/') && i + 1 < rest.size() && !is_blank(rest[i + 1])) {
            ++count;
        }
        if (count > 2 * k_max_attributes) break;
    }
    return count;
}

/// Counts start tags wherever they stand, in comments too: it may refuse more than it must.
Result<void> check_cost(std::string_view body) {
    std::size_t nesting = 0;
    for (auto at = body.find('<'); at != std::string_view::npos; at = body.find('<', at + 1)) {
        auto rest = body.substr(at + 1);
        if (rest.empty() || !is_letter(rest.front())) continue;
        std::size_t length = 1;
        while (length < rest.size() && length < 16 && is_letter(rest[length])) ++length;
        if (std::ranges::find(k_free_tags, lower(rest.substr(0, length))) == k_free_tags.end() &&
            ++nesting > k_max_nesting_tags)
            return fail(ErrorCode::invalid, "the HTML has too many elements for an index's page");
        if (count_attributes(rest.substr(length)) > 2 * k_max_attributes)
            return fail(ErrorCode::invalid, "a tag of the HTML has too many attributes");
    }
    return ok();
}

/// Gumbo's memory, freed as one list: gumbo_destroy_output recurses as deep as the document.
class Memory {
public:
    Memory() = default;
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory() {
        for (Block* block = first_.next; block != nullptr;) {
            Block* next = block->next;
            std::free(block);
            block = next;
        }
    }

    static void* allocate(void* self, std::size_t size) {
        return static_cast<Memory*>(self)->take(size);
    }
    static void deallocate(void* self, void* pointer) {
        if (pointer == nullptr) return;
        static_cast<Memory*>(self)->give_back(static_cast<Block*>(pointer) - 1);
    }

private:
    struct alignas(16) Block {
        Block* previous = nullptr;
        Block* next = nullptr;
    };

    void* take(std::size_t size) {
        void* memory = std::malloc(sizeof(Block) + size);
        if (memory == nullptr) std::abort();  // gumbo does not look at the result
        auto* block = new (memory) Block{&first_, first_.next};
        if (first_.next != nullptr) first_.next->previous = block;
        first_.next = block;
        return block + 1;
    }
    void give_back(Block* block) {
        block->previous->next = block->next;
        if (block->next != nullptr) block->next->previous = block->previous;
        std::free(block);
    }

    Block first_;
};

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return std::string(text);
}

std::span<void* const> items(const GumboVector& vector) {
    return {vector.data, vector.length};
}

const GumboVector* children_of(const GumboNode& node) {
    switch (node.type) {
        case GUMBO_NODE_DOCUMENT:
            return &node.v.document.children;
        case GUMBO_NODE_ELEMENT:
        case GUMBO_NODE_TEMPLATE:
            return &node.v.element.children;
        default:
            return nullptr;
    }
}

/// Every node below, in document order, without recursion.
template <class Visit>
void walk(const GumboNode& root, Visit visit) {
    std::vector<const GumboNode*> open{&root};
    while (!open.empty()) {
        const GumboNode* node = open.back();
        open.pop_back();
        visit(*node);
        const auto* children = children_of(*node);
        if (children == nullptr) continue;
        const auto list = items(*children);
        for (auto child = list.rbegin(); child != list.rend(); ++child)
            open.push_back(static_cast<const GumboNode*>(*child));
    }
}

std::string text_of(const GumboNode& root, std::size_t limit) {
    std::string text;
    walk(root, [&](const GumboNode& node) {
        const bool is_text = node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
                             node.type == GUMBO_NODE_CDATA;
        if (is_text && text.size() < limit) text += node.v.text.text;
    });
    return trimmed(text);
}

/// Null where it is missing.
const char* attribute_of(const GumboElement& element, const char* name) {
    const auto* attribute = gumbo_get_attribute(&element.attributes, name);
    return attribute == nullptr ? nullptr : attribute->value;
}

class Collector {
public:
    Collector(HtmlDocument& document, const ReadLimits& limits) : out_(document), limits_(limits) {}

    void visit(const GumboNode& node) {
        if (node.type != GUMBO_NODE_ELEMENT) return;
        const GumboElement& element = node.v.element;
        switch (element.tag) {
            case GUMBO_TAG_A:
                add_anchor(node);
                break;
            case GUMBO_TAG_META:
                add_meta(element);
                break;
            case GUMBO_TAG_TITLE:
                if (out_.title.empty()) out_.title = text_of(node, limits_.text_bytes);
                break;
            case GUMBO_TAG_BASE:
                if (const char* href = attribute_of(element, "href");
                    href && out_.base_href.empty())
                    out_.base_href = href;
                break;
            default:
                break;
        }
    }

private:
    void add_anchor(const GumboNode& node) {
        HtmlAnchor anchor;
        for (const void* item : items(node.v.element.attributes)) {
            const auto& attribute = *static_cast<const GumboAttribute*>(item);
            std::string value = attribute.value;
            if (value.size() > limits_.text_bytes) return;
            anchor.attributes.emplace_back(lower(attribute.name), std::move(value));
        }
        anchor.text = text_of(node, limits_.text_bytes);
        out_.anchors.push_back(std::move(anchor));
    }

    void add_meta(const GumboElement& element) {
        const char* name = attribute_of(element, "name");
        const char* content = attribute_of(element, "content");
        if (name == nullptr || content == nullptr || out_.metas.size() >= 100) return;
        out_.metas.emplace_back(lower(name), content);
    }

    HtmlDocument& out_;
    const ReadLimits& limits_;
};

const std::string* find_in(const std::vector<std::pair<std::string, std::string>>& pairs,
                           std::string_view name) {
    for (const auto& [key, value] : pairs)
        if (key == name) return &value;
    return nullptr;
}

}  // namespace

const std::string* HtmlAnchor::find(std::string_view name) const {
    return find_in(attributes, name);
}

const std::string* HtmlDocument::find_meta(std::string_view name) const {
    return find_in(metas, name);
}

Result<HtmlDocument> read_html(std::string_view body, const ReadLimits& limits,
                               std::size_t anchor_limit) {
    if (body.size() > limits.body_bytes)
        return fail(ErrorCode::too_large,
                    fmt::format("the index's answer is over {} bytes", limits.body_bytes));
    SPOKE_TRY(check_cost(body));
    Memory memory;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = &Memory::allocate;
    options.deallocator = &Memory::deallocate;
    options.userdata = &memory;
    options.max_errors = 0;
    const GumboOutput* output = gumbo_parse_with_options(&options, body.data(), body.size());
    if (output == nullptr || output->document == nullptr)
        return fail(ErrorCode::invalid, "not HTML");
    HtmlDocument document;
    Collector collector(document, limits);
    walk(*output->document, [&](const GumboNode& node) { collector.visit(node); });
    if (document.anchors.size() > anchor_limit)
        return fail(ErrorCode::too_large, fmt::format("over {} links", anchor_limit));
    return document;
}

}  // namespace spoke::simple
