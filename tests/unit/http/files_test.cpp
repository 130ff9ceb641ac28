#include "http/handlers/files.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "base/json.hpp"
#include "catalog/downloads.hpp"
#include "crypto/digest.hpp"
#include "world.hpp"

namespace spoke::http {
namespace {

using tests::body_of;
using tests::header_of;
using tests::status_of;

class FilesTest : public ::testing::Test {
protected:
    /// The path of a file as its page links to it.
    std::string linked(const std::string& repository, const std::string& project,
                       std::string_view file_name) const {
        const std::string page = world.get("/" + repository + "/simple/" + project + "/",
                                           "Accept: application/vnd.pypi.simple.v1+json\r\n");
        const base::Json json = base::parse_json(body_of(page)).value();
        for (const base::Json& file : json["files"]) {
            if (file["filename"] != file_name) continue;
            const std::string url = file["url"];
            EXPECT_TRUE(url.starts_with("../../")) << url;
            return "/" + repository + "/" + url.substr(6);
        }
        ADD_FAILURE() << file_name << " is not on the page";
        return "/";
    }
    World world;
};

}  // namespace

TEST_F(FilesTest, items_79_and_83_a_file_with_all_that_clients_need) {
    const std::string path = linked("python-public", "demo", "demo-1.0-py3-none-any.whl");
    for (int warm = 0; warm < 2; ++warm) {
        const std::string answer = world.get(path, "Accept-Encoding: gzip\r\n");
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_EQ(body_of(answer), world.demo_wheel);
        EXPECT_EQ(header_of(answer, "Content-Length"), std::to_string(world.demo_wheel.size()));
        EXPECT_EQ(header_of(answer, "Accept-Ranges"), "bytes");
        EXPECT_EQ(header_of(answer, "ETag"), '"' + crypto::sha256(world.demo_wheel).hex() + '"');
        EXPECT_FALSE(header_of(answer, "Last-Modified").empty());
        EXPECT_EQ(header_of(answer, "Content-Encoding"), "");
        EXPECT_EQ(header_of(answer, "Cache-Control"), "private, max-age=31536000, immutable");
        EXPECT_EQ(header_of(answer, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(header_of(answer, "X-Spokeshave-Tier"), "upstream");
    }
}

TEST_F(FilesTest, item_88_head_states_the_length_before_the_file_is_here) {
    const std::string path = linked("python-public", "demo", "demo-1.0-py3-none-any.whl");
    const std::string head = world.head(path);
    EXPECT_EQ(status_of(head), 200);
    EXPECT_EQ(header_of(head, "Content-Length"), std::to_string(world.demo_wheel.size()));
    (void)world.get(path);
    const std::string again = world.head(path);
    EXPECT_EQ(header_of(again, "Content-Length"), std::to_string(world.demo_wheel.size()));
    EXPECT_EQ(header_of(again, "Accept-Ranges"), "bytes");
}

TEST_F(FilesTest, items_85_and_87_ranges) {
    const std::string path = linked("python-public", "demo", "demo-1.0-py3-none-any.whl");
    const std::string size = std::to_string(world.demo_wheel.size());
    const std::string first = world.get(path, "Range: bytes=10-19\r\n");
    EXPECT_EQ(status_of(first), 206);
    EXPECT_EQ(header_of(first, "Content-Range"), "bytes 10-19/" + size);
    EXPECT_EQ(body_of(first), world.demo_wheel.substr(10, 10));
    const std::string suffix = world.get(path, "Range: bytes=-5\r\n");
    EXPECT_EQ(status_of(suffix), 206);
    EXPECT_EQ(body_of(suffix), world.demo_wheel.substr(world.demo_wheel.size() - 5));
    const std::string past = world.get(path, "Range: bytes=999999-\r\n");
    EXPECT_EQ(status_of(past), 416);
    EXPECT_EQ(header_of(past, "Content-Range"), "bytes */" + size);
    EXPECT_EQ(status_of(world.get(path, "Range: bytes=0-1,3-4\r\n")), 200);
    EXPECT_EQ(status_of(world.get(path, "Range: lines=0-1\r\n")), 200);
}

TEST_F(FilesTest, items_72_and_86_conditions) {
    const std::string path = world.inner_path();
    const std::string whole = world.get(path);
    const std::string etag = header_of(whole, "ETag");
    const std::string modified = header_of(whole, "Last-Modified");
    EXPECT_EQ(status_of(world.get(path, "If-None-Match: " + etag + "\r\n")), 304);
    EXPECT_EQ(status_of(world.get(path, "If-Modified-Since: " + modified + "\r\n")), 304);
    EXPECT_EQ(status_of(world.get(
                  path, "If-None-Match: \"x\"\r\nIf-Modified-Since: " + modified + "\r\n")),
              200);
    const std::string range = "Range: bytes=0-3\r\nIf-Range: ";
    EXPECT_EQ(status_of(world.get(path, range + etag + "\r\n")), 206);
    EXPECT_EQ(status_of(world.get(path, range + modified + "\r\n")), 206);
    EXPECT_EQ(status_of(world.get(path, range + "W/" + etag + "\r\n")), 200);
    EXPECT_EQ(status_of(world.get(path, range + "\"x\"\r\n")), 200);
}

TEST_F(FilesTest, item_91_the_sidecar_is_the_metadata_byte_for_byte) {
    for (const std::string repository : {"python-public", "python-all"}) {
        const std::string path = linked(repository, "demo", "demo-1.0-py3-none-any.whl");
        const std::string answer = world.get(path + ".metadata");
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_EQ(body_of(answer), world.demo_metadata);
        EXPECT_EQ(header_of(answer, "ETag"), '"' + crypto::sha256(world.demo_metadata).hex() + '"');
    }
    EXPECT_EQ(body_of(world.get(world.inner_path() + ".metadata")), metadata_of("inner", "1.0"));
    EXPECT_EQ(
        status_of(world.get(linked("python-public", "demo", "demo-1.0.tar.gz") + ".metadata")),
        404);
}

TEST_F(FilesTest, item_8_a_plus_reaches_the_file_raw_and_encoded) {
    const std::string path = linked("python-public", "plus", "plus-1.0+local.1-py3-none-any.whl");
    EXPECT_NE(path.find("%2B"), std::string::npos);
    EXPECT_EQ(status_of(world.get(path)), 200);
    std::string raw = path;
    raw.replace(raw.find("%2B"), 3, "+");
    EXPECT_EQ(status_of(world.get(raw)), 200);
}

TEST_F(FilesTest, the_digest_and_the_exact_name_belong_together) {
    std::string path = world.inner_path();
    path.replace(path.find("inner-1.0"), 9, "inner-2.0");
    EXPECT_EQ(status_of(world.get(path)), 404);
    // The two digests are two columns and never one namespace (threats.md I3).
    const std::string as_sha256 = "/python-internal/packages/sha256/" +
                                  world.inner->blake2b->hex() + "/" + world.inner->file_name;
    EXPECT_EQ(status_of(world.get(as_sha256)), 404);
}

TEST_F(FilesTest, files_by_name) {
    const std::string inside = world.get("/python-all/files/Inner/" + world.inner->file_name);
    EXPECT_EQ(status_of(inside), 200);
    EXPECT_EQ(header_of(inside, "Cache-Control"), "private, max-age=0, must-revalidate");
    const std::string root = world.get("/files/built/" + world.built->file_name);
    EXPECT_EQ(status_of(root), 200);
    EXPECT_EQ(header_of(root, "X-Spokeshave-Tier"), "rebuilt");
    EXPECT_EQ(body_of(world.get("/files/built/" + world.built->file_name + ".metadata")),
              metadata_of("built", "1.0"));
    // Never upstream's bytes, nor anybody's upload.
    EXPECT_EQ(status_of(world.get("/files/demo/demo-1.0-py3-none-any.whl")), 404);
    // A name that a hosted repository claims is refused, so that no client asks another index.
    EXPECT_EQ(status_of(world.get("/files/inner/" + world.inner->file_name)), 403);
}

TEST_F(FilesTest, item_108_a_held_file_is_403_with_its_reason_where_clients_show_it) {
    EXPECT_EQ(status_of(world.get(world.inner_path())), 200);
    world.hold(world.inner->id, "Malware was found in it\r\nX: y");
    for (const std::string& path :
         std::vector<std::string>{world.inner_path(), world.inner_path() + ".metadata",
                                  "/python-all/files/inner/" + world.inner->file_name}) {
        const std::string answer = world.get(path);
        EXPECT_EQ(status_of(answer), 403) << path;
        EXPECT_EQ(answer.find("\r\nX: y\r\n"), std::string::npos);
        const std::string line = answer.substr(0, answer.find("\r\n"));
        EXPECT_NE(line.find("Malware was found"), std::string::npos) << line;
        EXPECT_EQ(header_of(answer, "Content-Type"), "application/problem+json");
    }
    EXPECT_EQ(status_of(world.head(world.inner_path())), 403);
}

TEST_F(FilesTest, downloads_are_recorded) {
    const std::string digest = world.inner->sha256->hex();
    (void)world.get(world.inner_path());
    (void)world.get(world.inner_path(), "Range: bytes=0-3\r\n");
    (void)world.head(world.inner_path());
    tests::must(world.downloads->flush());
    const auto reader = world.catalog.read();
    const auto events = tests::must(catalog::list_downloads(reader, digest, 10));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].extent, catalog::DownloadEvent::Extent::range);
    EXPECT_EQ(events[0].bytes, 4U);
    EXPECT_EQ(events[1].extent, catalog::DownloadEvent::Extent::whole);
    EXPECT_EQ(events[1].row, world.inner->id);
}

}  // namespace spoke::http
