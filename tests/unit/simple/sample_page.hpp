#pragma once

#include "simple/page.hpp"

namespace spoke::simple {

/// A page with one of everything that can stand on it.
inline ProjectPage sample_page() {
    ProjectPage page(*python::ProjectName::parse("Flask.Sample"));
    page.serial = 42;
    page.status = ProjectStatus::deprecated;
    page.status_reason = "use <flask> & \"friends\"";
    const auto add = [&](std::string filename, std::string version) -> FileEntry& {
        auto& file = page.files.emplace_back();
        file.filename = std::move(filename);
        file.version = std::move(version);
        file.url = "../../packages/aa/bb/" + std::string(60, 'c') + "/" + file.filename;
        file.hashes = {{"sha256", std::string(64, 'a')}};
        file.size = 1234;
        file.upload_time = *base::parse_rfc3339("2021-05-11T21:43:42Z");
        return file;
    };
    auto& rebuilt = add("flask_sample-2.0.0-1-py3-none-any.whl", "2.0.0");
    rebuilt.requires_python = ">=3.6, <4";
    rebuilt.sidecar = Sidecar{std::string(64, 'd')};
    rebuilt.upload_time = *base::parse_rfc3339("2026-08-01T10:00:00.123456Z");
    rebuilt.own = {"rebuilt", "sdist", "own", "python", std::string(64, 'e')};
    auto& remediated = add("flask_sample-2.0.0+spoke.1-1-py3-none-any.whl", "2.0.0+spoke.1");
    remediated.url = "../../packages/aa/bb/" + std::string(60, 'c') +
                     "/flask_sample-2.0.0%2Bspoke.1-1-py3-none-any.whl";
    remediated.own.tier = "remediated";
    auto& yanked = add("flask-sample-1.0.tar.gz", "1.0");
    yanked.yanked = "\"><script>alert('1')</script>";
    yanked.requires_python = ">=2.7, !=3.0.*";
    yanked.own.tier = "upstream";
    auto& silent = add("flask-sample-0.9.tar.gz", "0.9");
    silent.yanked = "";
    silent.size.reset();
    silent.upload_time.reset();
    silent.hashes.push_back({"md5", std::string(32, 'b')});
    auto& legacy = add("flask-sample-not.a.version.tar.gz", "not.a.version");
    legacy.gpg_signature = false;
    add("flask_sample-10.0-py3-none-any.whl", "10.0");
    sort_files(page);
    return page;
}

}  // namespace spoke::simple
