# Writes OUTPUT, which defines <DATABASE>_migrations() from FOLDER/NNNN_name.sql in their order.
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(entries "")
set(expected 1)
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+\\.sql$")
    message(FATAL_ERROR "${file}: the name must be NNNN_name.sql")
  endif()
  math(EXPR number "1${CMAKE_MATCH_1} - 10000")
  if(NOT number EQUAL expected)
    message(FATAL_ERROR "${file}: migration ${expected} is missing")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ ${file} sql)
  string(APPEND entries "    {${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new "// Generated from ${DATABASE}'s migrations.
#include \"catalog/schema.hpp\"

namespace spoke::catalog {
namespace {

constexpr Migration k_migrations[] = {
${entries}};

}  // namespace

std::span<const Migration> ${DATABASE}_migrations() {
    return k_migrations;
}

}  // namespace spoke::catalog
")
file(RENAME ${OUTPUT}.new ${OUTPUT})
