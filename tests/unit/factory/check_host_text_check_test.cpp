#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::Sample;

Check w09(const std::string& bytes, const std::string& path = "pkg/made.py") {
    Sample sample;
    sample.add(path, bytes);
    const Case one(sample);
    auto input = one.input();
    input.host_texts = {"build-host-17", ""};
    return check_host_texts(input);
}

TEST(W09, passes_for_the_constant_path_and_ordinary_texts) {
    expect(w09("path = '/build/src/pkg/x.c'; url = 'https://x/home/page'; spoke_ = ghp_"),
           CheckStatus::pass);
    expect(w09("AKIA short, -----BEGIN PRIVATE KEY-----\nnot, ~/home/, ./home/me"),
           CheckStatus::pass);
}

TEST(W09, fails_for_names_of_the_machine_and_for_credentials) {
    expect(w09("built on build-host-17 today"), CheckStatus::fail, "'build-host-17'");
    expect(w09("token = 'ghp_" + std::string(36, 'a') + "'"), CheckStatus::fail, "a token");
    expect(w09("spoke_" + std::string(43, 'x')), CheckStatus::fail, "a token");
    expect(w09("-----BEGIN EC PRIVATE KEY-----\n" + std::string(64, 'M') + "\n"), CheckStatus::fail,
           "a private key");
    expect(w09("AKIAABCDEFGHIJKLMNOP"), CheckStatus::fail, "an access key");
}

TEST(W09, warns_of_home_folders) {
    expect(w09("prefix = '/home/alice/src'"), CheckStatus::warn, "/home/alice");
    expect(w09(std::string("\0/root/project\0", 15), "pkg/x.bin"), CheckStatus::warn,
           "/root/project");
}

TEST(W09, what_the_source_brings_is_the_projects_own) {
    Sample sample;
    sample.add("pkg/docs.txt", "cd /home/alice");
    Case one(sample);
    one.with_source("pkg-1.0/pkg/docs.txt", "cd /home/alice");
    expect(check_host_texts(one.input()), CheckStatus::pass);
}

}  // namespace
}  // namespace spoke::factory
