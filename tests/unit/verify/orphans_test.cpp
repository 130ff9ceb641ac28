#include "verify/orphans.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::item_of;
using tests::MadeEnvironment;
using tests::outcome_of;
using tests::plain_package;
using tests::problems_of;

struct Orphans : testing::Test {
    MadeEnvironment made;

    Orphans() { made.install(plain_package("flaskx")); }

    std::vector<std::string> orphans() {
        std::vector<std::string> out;
        for (const auto& item : made.verify().items)
            if (item.is_orphan()) out.push_back(item.path);
        return out;
    }
};

}  // namespace

TEST_F(Orphans, V1_each_root_of_code_that_nobody_owns_counts_once) {
    made.write(made.site("evil/a.py"), "");
    made.write(made.site("evil/b.py"), "");
    made.write(made.site("more.so"), "");
    made.write("bin/tool", "#!/bin/sh\n");
    made.write("share/data/thing.sh", "");
    EXPECT_EQ(orphans(), (std::vector<std::string>{"bin/tool", made.site("evil"),
                                                   made.site("more.so"), "share/data"}));
    EXPECT_EQ(made.verify().coverage_text(), "20.00");
    EXPECT_EQ(made.verify().files.orphan, 5U);
}

TEST_F(Orphans, V1_an_executable_file_is_code_whatever_its_name) {
    made.write("share/tool", "#!/bin/sh\n");
    EXPECT_TRUE(orphans().empty());
    std::filesystem::permissions(made.root() / "share/tool", std::filesystem::perms::owner_all);
    EXPECT_EQ(orphans(), std::vector<std::string>{"share/tool"});
}

TEST_F(Orphans, data_that_nobody_owns_is_a_note) {
    made.write("share/doc/README", "read me\n");
    const auto report = made.verify();
    EXPECT_EQ(report.coverage_text(), "100.00");
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.findings[0].code, "orphan_data");
}

TEST_F(Orphans, V9_fifo_symlink_and_escapes) {
    made.link(made.site("loop"), "loop");
    made.link("share/zero", "/dev/zero");
    made.link("share/up", "../../..");
    ASSERT_EQ(::mkfifo((made.root() / made.site("pipe.py")).c_str(), 0600), 0);
    made.write(made.site("a\x1b[31mb.py"), "");
    const auto report = made.verify();
    EXPECT_EQ(orphans(),
              (std::vector<std::string>{made.site("a\x1b[31mb.py"), made.site("loop"),
                                        made.site("pipe.py"), "share/up", "share/zero"}));
    const auto text = render_text(report, Detail::files);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(render_json(report).find('\x1b'), std::string::npos);
    EXPECT_NE(text.find("b.py"), std::string::npos);
}

TEST_F(Orphans, V9_links_and_pipes_in_the_place_of_known_files_are_not_followed) {
    made.link(made.site("flaskx/app.py"), "/dev/zero");
    made.remove(made.site("flaskx-1.0.dist-info/RECORD"));
    ASSERT_EQ(::mkfifo((made.root() / made.site("flaskx-1.0.dist-info/RECORD")).c_str(), 0600), 0);
    made.link(made.site("flaskx-1.0.dist-info/INSTALLER"), "/dev/zero");
    made.link("bin/activate", "/dev/zero");
    const auto report = made.verify();
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
    const auto& item = item_of(report, "flaskx");
    EXPECT_EQ(item.integrity, Integrity::modified);
    EXPECT_EQ(item.files.modified, std::vector<std::string>{made.site("flaskx/app.py")});
    const auto problems = problems_of(item.findings);
    EXPECT_NE(problems.find("not_a_file@" + made.site("flaskx-1.0.dist-info/RECORD")),
              std::string::npos)
        << problems;
}

}  // namespace spoke::verify
