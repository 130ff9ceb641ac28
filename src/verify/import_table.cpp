#include "verify/import_table.hpp"

namespace spoke::verify {

std::pair<std::string, std::string> split_last(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {"", std::string(path)};
    return {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

std::optional<Module> module_of(std::string_view below, base::EntryKind kind) {
    const auto [folder, file] = split_last(below);
    const auto dot = file.find('.');
    if (dot == std::string::npos && kind == base::EntryKind::link)
        return Module{folder, file, ImportRank::package_extension};
    if (dot == std::string::npos || dot == 0) return std::nullopt;
    // Any tag before `.so`: which of them the interpreter takes is its own to say.
    const std::string_view ending = std::string_view(file).substr(dot);
    const bool extension = ending.ends_with(".so");
    if (!extension && ending != ".py" && ending != ".pyc") return std::nullopt;
    const std::string stem = file.substr(0, dot);
    if (stem == "__init__") {
        const auto [parent, package] = split_last(folder);
        if (package.empty()) return std::nullopt;
        const ImportRank rank = extension         ? ImportRank::package_extension
                                : ending == ".py" ? ImportRank::package_source
                                                  : ImportRank::package_bytecode;
        return Module{parent, package, rank};
    }
    const ImportRank rank = extension         ? ImportRank::extension
                            : ending == ".py" ? ImportRank::source
                                              : ImportRank::bytecode;
    return Module{folder, stem, rank};
}

}  // namespace spoke::verify
