#include "factory/build/import_names.hpp"

#include <gtest/gtest.h>

namespace spoke::factory {
namespace {

std::vector<std::string> names(const std::vector<std::string>& paths) {
    std::vector<archive::Member> members;
    for (const auto& path : paths) members.push_back({path, "", archive::Executable::no});
    return import_names(members, "x-1.0.dist-info");
}

TEST(ImportNames, packages_modules_and_extensions_are_found) {
    EXPECT_EQ(names({"flask/__init__.py", "flask/app.py", "six.py",
                     "_speed.cpython-311-x86_64-linux-gnu.so", "fast.abi3.so",
                     "x-1.0.dist-info/METADATA", "data/file.txt", "bad-name.py"}),
              (std::vector<std::string>{"_speed", "fast", "flask", "six"}));
}

TEST(ImportNames, namespace_packages_are_imported_one_level_down) {
    EXPECT_EQ(names({"google/cloud/__init__.py", "google/cloud/storage/__init__.py",
                     "zope/interface/__init__.py", "top/__init__.py", "top/sub/__init__.py"}),
              (std::vector<std::string>{"google.cloud", "top", "zope.interface"}));
}

TEST(ImportNames, data_schemes_count_where_they_are_importable) {
    EXPECT_EQ(names({"x-1.0.data/purelib/a.py", "x-1.0.data/platlib/b/__init__.py",
                     "x-1.0.data/scripts/c.py", "x-1.0.data/data/d.py"}),
              (std::vector<std::string>{"a", "b"}));
}

TEST(ImportNames, a_wheel_of_data_has_none) {
    EXPECT_TRUE(names({"share/x.json", "x-1.0.dist-info/METADATA"}).empty());
}

}  // namespace
}  // namespace spoke::factory
