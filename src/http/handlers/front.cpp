#include "http/handlers/front.hpp"

#include <fmt/format.h>

#include "base/task.hpp"
#include "http/error_response.hpp"
#include "http/head_writer.hpp"
#include "simple/render_html.hpp"

namespace spoke::http {
namespace {

constexpr std::string_view k_page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Spokeshave</title>
<style>body{{font-family:sans-serif;line-height:1.5;max-width:46rem;margin:3rem auto;padding:0 1rem}}
pre{{background:#f3f3f3;color:#111;padding:.8rem;overflow-x:auto}}</style>
</head>
<body>
<h1>Spokeshave</h1>
<p>This server builds Python packages from source, signs what it built, and serves it to pip, uv and
other installers.</p>
<h2>Install from it</h2>
<p>Make a token first: <code>spokeshave token create NAME --output netrc</code> prints an entry for
the file <code>~/.netrc</code>. Then:</p>
<pre>pip install --index-url {0}/python-all/simple/ flask
uv pip install --default-index {0}/python-all/simple/ flask</pre>
<p><code>python-all</code> has everything, built here where it could be. <code>python</code> has only
what was built here.</p>
<h2>Check what is installed</h2>
<pre>spokeshave verify PATH-OF-THE-ENVIRONMENT</pre>
</body>
</html>
)";

Answer plain(int status, std::string_view body) {
    HeadWriter head;
    head.add("Content-Type", "text/plain; charset=utf-8");
    head.add("Cache-Control", "no-store");
    return answer_with(std::move(head).finish(status, body));
}

Answer render_front_page(const std::string& external_url) {
    const std::string url = external_url.empty() ? "http://THIS-SERVER" : external_url;
    HeadWriter head;
    head.add("Content-Type", "text/html; charset=utf-8");
    head.add("Cache-Control", "public, max-age=300");
    head.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    head.add("X-Content-Type-Options", "nosniff");
    return answer_with(
        std::move(head).finish(200, fmt::format(fmt::runtime(k_page), simple::escape_html(url))));
}

}  // namespace

FrontHandler::FrontHandler(const std::string& external_url, const Services& services)
    : services_(services),
      front_page_(render_front_page(external_url)),
      health_(plain(200, "ok\n")) {}

Task<Answer> FrontHandler::ready(Exchange& exchange) const {
    auto work = [this]() -> Result<void> {
        SPOKE_TRY(auto reader, services_.catalog.read());
        return ok();
    };
    const auto readable = co_await base::run_on(services_.db, std::move(work));
    if (readable) co_return plain(200, "ready\n");
    exchange.log.note = "not-ready";
    co_return render_refusal(refused(503, "The catalog can't be read."), exchange.event);
}

}  // namespace spoke::http
