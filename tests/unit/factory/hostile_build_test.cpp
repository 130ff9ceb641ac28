#include <fmt/format.h>
#include <gtest/gtest.h>

#include "unit/factory/factory_house.hpp"

// What a hostile sdist gets: contained, classed, logged; the factory goes on.
namespace spoke::factory {
namespace {

using catalog::FailureClass;

/// In a tar, for a name of the same length: the header's checksum is set anew (ustar, offset 148).
void rename_member(std::string& tar, std::string_view from, std::string_view to) {
    const auto at = tar.find(from);
    ASSERT_NE(at, std::string::npos);
    tar.replace(at, from.size(), to);
    for (int i = 0; i < 8; ++i) tar[at + 148 + static_cast<std::size_t>(i)] = ' ';
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(tar[at + i]);
    tar.replace(at + 148, 7, fmt::format("{:06o}{}", sum, '\0'));
}

class HostileBuildTest : public FactoryTest {
protected:
    /// After what happened, the factory still builds.
    void expect_alive() {
        SmallProject other;
        other.name = "healthy";
        expect_published(house_->run(other));
    }
};

SmallProject that_runs(std::string code) {
    SmallProject project;
    project.build = std::move(code);
    return project;
}

TEST_F(HostileBuildTest, one_that_fails_has_its_log) {
    const auto build = house_->run(that_runs("raise SystemExit('it does not want to be built')"));
    expect_failed(build, FailureClass::build_error);
    EXPECT_NE(house_->log(build).find("it does not want to be built"), std::string::npos);
    expect_alive();
}

TEST_F(HostileBuildTest, one_that_hangs_is_ended) {
    house_->settings.build_limit = std::chrono::seconds(4);
    expect_failed(house_->run(that_runs("print('waiting', flush=True)\ntime.sleep(3600)")),
                  FailureClass::timeout);
}

TEST_F(HostileBuildTest, one_that_forks_without_end_is_ended) {
    const auto build =
        house_->run(that_runs("while True:\n    try: os.fork()\n    except OSError: pass"));
    expect_failed(build, FailureClass::oom);
    expect_alive();
}

TEST_F(HostileBuildTest, one_that_fills_the_disk_is_classed) {
    expect_failed(house_->run(that_runs("with open('big', 'wb') as f:\n    while True: "
                                        "f.write(b'x' * 1048576)")),
                  FailureClass::disk);
}

TEST_F(HostileBuildTest, one_that_eats_memory_is_ended) {
    expect_failed(
        house_->run(that_runs("eaten = []\nwhile True: eaten.append(os.urandom(1048576))")),
        FailureClass::oom);
}

TEST_F(HostileBuildTest, one_that_reaches_for_the_network_finds_none) {
    const auto build =
        house_->run(that_runs("socket.create_connection(('10.0.0.1', 80), timeout=5)"));
    expect_failed(build, FailureClass::needs_network);
}

TEST_F(HostileBuildTest, F4_one_that_reads_outside_finds_nothing) {
    const auto secret = house_->folder() / "secret";
    tests::must(base::write_file_atomically(secret, "a secret"));
    const auto build = house_->run(that_runs(
        "seen = []\nfor path in ('" + secret.string() + "', '" +
        (house_->catalog.folder() / "catalog.sqlite").string() +
        "', '/etc/shadow', '/root', '/home', '/var/lib', '/proc/1/environ', '/proc/1/root/tmp'):\n"
        "    try:\n        seen.append(path + ': ' + str(os.listdir(path) if os.path.isdir(path) "
        "else open(path, 'rb').read()[:20]))\n    except OSError: pass\n"
        "files[f'{NAME}.py'] = repr(seen).encode()\n"
        "files['descriptors.py'] = repr(sorted(os.listdir('/proc/self/fd'))).encode()"));
    expect_published(build);
    const auto seen = house_->member(build.id, "small.py");
    for (const auto* word : {"secret", "SQLite", "root:", "shadow", "catalog"})
        EXPECT_EQ(seen.find(word), std::string::npos) << seen;
}

TEST_F(HostileBuildTest, one_that_prints_gigabytes_keeps_head_and_tail) {
    const auto build = house_->run(
        that_runs("print('the first line')\nfor _ in range(1100):\n    "
                  "sys.stdout.write('x' * 1048575 + '\\n')\nprint('the last line', flush=True)"));
    expect_published(build);
    const auto log = house_->log(build);
    EXPECT_LT(log.size(), std::size_t{40} << 20U);
    EXPECT_NE(log.find("the first line"), std::string::npos);
    EXPECT_NE(log.find("the last line"), std::string::npos);
}

TEST_F(HostileBuildTest, one_that_hands_back_too_much_is_ended) {
    expect_failed(house_->run(that_runs("files['big.bin'] = os.urandom(40 * 1048576)")),
                  FailureClass::unsafe_output);
}

TEST_F(HostileBuildTest, F2_a_ready_made_binary_is_no_build) {
    auto project = that_runs("files['small_fast.so'] = open('vendor/fast.so', 'rb').read()");
    project.extra.push_back(
        {"vendor/fast.so", tests::must(base::read_file("/usr/bin/true", 1U << 20U))});
    expect_failed(house_->run(project), FailureClass::prebuilt_binary);
}

TEST_F(HostileBuildTest, F13_a_planted_manifest_is_refused) {
    for (const auto* member :
         {"spokeshave.payload.dsse.json", "sboms/spokeshave.spdx.json", "sboms/Spokeshave.other"}) {
        auto project = that_runs(std::string("files[INFO + '") + member + "'] = b'{}'");
        project.name = "planted" + std::to_string(std::string_view(member).size());
        expect_failed(house_->run(project), FailureClass::unsafe_output);
    }
}

TEST_F(HostileBuildTest, a_wheel_that_leaves_its_folder_is_refused) {
    expect_failed(house_->run(that_runs("files['../../evil.py'] = b''")),
                  FailureClass::unsafe_output);
}

TEST_F(HostileBuildTest, another_projects_wheel_is_refused) {
    const auto build =
        house_->run(that_runs("META = b'Metadata-Version: 2.1\\nName: flask\\nVersion: 1.0\\n'\n"
                              "files[INFO + 'METADATA'] = META"));
    EXPECT_EQ(to_string(build.state), "failed") << house_->log(build);
    EXPECT_TRUE(house_->files(build.id).empty());
}

TEST_F(HostileBuildTest, F5_a_direct_reference_of_the_hook_is_refused) {
    SmallProject project;
    project.hook_requirements = "['evil @ file:///build/src']";
    const auto build = house_->run(project);
    expect_failed(build, FailureClass::refused_source);
    EXPECT_NE(build.failure->message.find("direct reference"), std::string::npos);
}

TEST_F(HostileBuildTest, F5_settings_of_the_tree_do_not_reach_the_resolver) {
    SmallProject needed;
    needed.name = "needed";
    house_->add(needed);
    SmallProject project;
    project.requirements = "[\"needed\"]";
    project.extra.push_back({"uv.toml", "this is no setting = ["});
    project.build = "import needed";
    expect_published(house_->run(project));
}

TEST_F(HostileBuildTest, F9_a_log_starts_no_request_for_what_it_names) {
    SmallProject named;
    named.name = "acme-internal";
    house_->add(named);
    const auto build =
        house_->run(that_runs("raise ModuleNotFoundError(\"No module named 'acme_internal'\")"));
    expect_failed(build, FailureClass::missing_build_req);
    auto reader = house_->catalog.read();
    EXPECT_EQ(tests::must(catalog::list_builds(reader, {})).size(), 1U);
}

TEST_F(HostileBuildTest, F10_a_second_build_sees_nothing_of_the_first) {
    const auto build = house_->run(that_runs(
        "marks = [p for p in ('/build/mark', '/tmp/mark', '/build/home/mark', '/dev/shm/mark', "
        "'mark') if os.path.exists(p)]\nfiles[f'{NAME}.py'] = repr(marks).encode()\n"
        "for p in ('/build/mark', '/tmp/mark', '/build/home/mark', '/dev/shm/mark', 'mark'):\n"
        "    try: open(p, 'w').close()\n    except OSError: pass"));
    expect_published(build);
    EXPECT_EQ(house_->member(build.id, "small.py"), "[]");
    EXPECT_NE(house_->log(build).find("W13 pass"), std::string::npos);
}

TEST_F(HostileBuildTest, F10_what_a_left_behind_process_does_comes_too_late) {
    const auto build = house_->run(
        that_runs("if os.fork() == 0:\n    os.setsid()\n    time.sleep(30)\n    os._exit(0)\n"
                  "files[f'{NAME}.py'] = b'pass'"));
    expect_published(build);
    EXPECT_EQ(house_->member(build.id, "small.py"), "pass");
}

TEST_F(HostileBuildTest, an_archive_that_climbs_is_refused_before_anything_runs) {
    SmallProject project;
    project.extra.push_back({"aa/bb/cc", "x"});
    auto sdist = project.sdist();
    rename_member(sdist, "small-1.0/aa/bb/cc", "small-1.0/../../cc");
    house_->add("small-1.0.tar.gz", sdist);
    const auto id = house_->request("small");
    house_->work();
    const auto build = house_->build(id);
    expect_failed(build, FailureClass::refused_source);
    EXPECT_EQ(house_->log(build).find("job "), std::string::npos);
}

TEST_F(HostileBuildTest, one_that_names_very_many_requirements_starts_no_flood) {
    SmallProject project;
    project.hook_requirements = "[f'name-{i}' for i in range(200)]";
    expect_failed(house_->run(project), FailureClass::refused_source);
    auto reader = house_->catalog.read();
    EXPECT_EQ(tests::must(catalog::list_builds(reader, {})).size(), 1U);
}

TEST_F(HostileBuildTest, one_that_differs_from_build_to_build_is_told_apart) {
    const auto build = house_->run(that_runs("files[f'{NAME}.py'] = os.urandom(8).hex().encode()"));
    EXPECT_NE(house_->log(build).find("W13 "), std::string::npos);
    EXPECT_EQ(house_->log(build).find("W13 pass"), std::string::npos);
}

TEST_F(HostileBuildTest, what_does_not_import_is_not_published) {
    const auto build = house_->run(that_runs("files[f'{NAME}.py'] = b'import nothing_like_it'"));
    expect_failed(build, FailureClass::import_failure);
}

TEST_F(HostileBuildTest, a_wheel_of_another_version_is_refused) {
    SmallProject project;
    project.build =
        "files = {k.replace('1.0.dist', '2.0.dist'): v.replace(b'Version: 1.0\\n', b'Version: "
        "2.0\\n', 1) if k.endswith('METADATA') else v for k, v in files.items()}\n"
        "name = f'{NAME}-2.0-py3-none-any.whl'";
    expect_failed(house_->run(project), FailureClass::version_drift);
}

}  // namespace
}  // namespace spoke::factory
