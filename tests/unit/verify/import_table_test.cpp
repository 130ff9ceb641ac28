#include "verify/import_table.hpp"

#include <gtest/gtest.h>

namespace spoke::verify {
namespace {

using base::EntryKind;

struct Case {
    std::string_view path;
    std::string_view folder;
    std::string_view name;
    ImportRank rank;
};

}  // namespace

TEST(ImportTable, files_make_the_modules_that_importlib_finds) {
    for (const auto& [path, folder, name, rank] : {
             Case{"a.py", "", "a", ImportRank::source},
             Case{"a/b.py", "a", "b", ImportRank::source},
             Case{"a/__init__.py", "", "a", ImportRank::package_source},
             Case{"a/b/__init__.abi3.so", "a", "b", ImportRank::package_extension},
             Case{"a.cpython-311-x86_64-linux-gnu.so", "", "a", ImportRank::extension},
             Case{"a.pyc", "", "a", ImportRank::bytecode},
             Case{"a/__init__.pyc", "", "a", ImportRank::package_bytecode},
         }) {
        const auto module = module_of(path, EntryKind::file);
        ASSERT_TRUE(module) << path;
        EXPECT_EQ(module->folder, folder) << path;
        EXPECT_EQ(module->name, name) << path;
        EXPECT_EQ(module->rank, rank) << path;
    }
}

TEST(ImportTable, data_is_no_module) {
    for (const std::string_view path : {"a.txt", "a", ".py", "a.b.py", "__init__.py", "a.py.bak"})
        EXPECT_FALSE(module_of(path, EntryKind::file)) << path;
}

TEST(ImportTable, a_link_may_lead_to_a_package) {
    EXPECT_TRUE(module_of("a", EntryKind::link)->is_package());
    EXPECT_FALSE(module_of("a.dist-info", EntryKind::link));
}

}  // namespace spoke::verify
