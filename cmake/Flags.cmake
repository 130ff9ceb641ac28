# Warnings are errors in our own code; libraries are SYSTEM and stay silent.
add_library(spoke_flags INTERFACE)
target_compile_options(spoke_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Werror
  -fno-plt -fstack-protector-strong)
target_compile_definitions(spoke_flags INTERFACE
  SPOKE_VERSION="${PROJECT_VERSION}"
  BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_HAS_CO_AWAIT
  BOOST_ASIO_HAS_STD_COROUTINE)
target_include_directories(spoke_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)

if(SPOKE_SANITIZE)
  target_compile_options(spoke_flags INTERFACE -fsanitize=${SPOKE_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(spoke_flags INTERFACE -fsanitize=${SPOKE_SANITIZE})
endif()
if(SPOKE_FUZZ)
  target_compile_options(spoke_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_link_options(-fuse-ld=lld)
  # ccache needs these two to cache what is built with a precompiled header.
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()

find_program(SPOKE_CCACHE ccache)
if(SPOKE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content
    ${SPOKE_CCACHE})
endif()
