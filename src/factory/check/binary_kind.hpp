#pragma once

#include <string>
#include <string_view>

namespace spoke::factory {

enum class BinaryKind {
    none,      ///< text, images and other data
    native,    ///< ELF, or a library of objects (`.a`): what a build here can make
    foreign,   ///< a program or library of another system (PE, Mach-O)
    bytecode,  ///< Java, Python, WebAssembly, LLVM, Lua
    archive,   ///< what can hold any of these: zip (wheel, jar, egg), tar, gzip, …
};

/// Told by the first bytes; by the ending for Python's bytecode, whose magic changes every year.
BinaryKind binary_kind(std::string_view path, std::string_view bytes);
/// "a native object", "bytecode", …: for messages.
std::string_view to_string(BinaryKind kind);

/// True for endings that Python imports as native code, whatever the bytes are.
bool has_native_ending(std::string_view path);

}  // namespace spoke::factory
