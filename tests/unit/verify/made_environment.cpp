#include "made_environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "python/entry_points.hpp"
#include "python/record.hpp"

namespace spoke::tests {
namespace {

constexpr std::string_view k_config =
    "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n";

std::vector<archive::Member> members_of(const MadePackage& package) {
    std::vector<archive::Member> members;
    for (const auto& [path, text] : package.files) members.push_back({path, text});
    members.push_back(
        {package.dist_info() + "/METADATA", "Metadata-Version: 2.1\nName: " + package.project +
                                                "\nVersion: " + package.version + "\n"});
    members.push_back({package.dist_info() + "/WHEEL",
                       "Wheel-Version: 1.0\nGenerator: made\nRoot-Is-Purelib: true\n"
                       "Tag: py3-none-any\n"});
    return members;
}

/// As pip 25.3 writes it.
std::string script_text(const python::EntryPoint& entry, const std::string& interpreter) {
    return "#!" + interpreter + "\nimport sys\nfrom " + entry.module + " import " +
           entry.attribute +
           "\nif __name__ == '__main__':\n    if sys.argv[0].endswith('.exe'):\n"
           "        sys.argv[0] = sys.argv[0][:-4]\n    sys.exit(" +
           entry.attribute + "())\n";
}

}  // namespace

MadeEnvironment::MadeEnvironment() {
    write("pyvenv.cfg", k_config);
    link("bin/python3", "/usr/bin/python3");
    link("bin/python", "python3");
    link("bin/python3.11", "python3");
    link("lib64", "lib");
    std::filesystem::create_directories(root() / site(""));
    must(base::write_file_atomically(trust_path(), domain_.trust_text()));
}

std::vector<archive::Member> MadeEnvironment::sign(const MadePackage& package) {
    auto members = members_of(package);
    const std::string sbom = "{\"spdxVersion\": \"SPDX-2.3\"}\n";
    auto order = sample_order();
    order.project = package.project;
    order.version = package.version;
    auto ticket = ticket_for(order);
    ticket.nonce = fmt::format("{:064x}", ++tickets_);
    provenance::Manifest manifest = sample_manifest();
    manifest.project = package.project;
    manifest.version = package.version;
    manifest.dist_info = package.project + "-" + package.version + ".dist-info";
    manifest.wheel = package.project + "-" + package.version + "-1-py3-none-any.whl";
    manifest.sboms = {{"sboms/spokeshave.spdx.json", crypto::sha256(sbom)}};
    manifest.files = archive::payload_files(members, package.dist_info());
    manifest.payload = crypto::payload_digest(manifest.files, package.dist_info());
    // Signed for its own folder; `folder` says where the thief puts it.
    for (auto& file : manifest.files)
        if (file.path.starts_with(package.dist_info()))
            file.path.replace(0, package.dist_info().size(), manifest.dist_info);
    members.push_back({package.dist_info() + "/sboms/spokeshave.spdx.json", sbom});
    members.push_back({package.dist_info() + "/spokeshave.payload.dsse.json",
                       must(domain_.signer.sign_manifest(ticket, manifest))});
    return members;
}

void MadeEnvironment::place(const MadePackage& package,
                            const std::vector<archive::Member>& members) {
    std::vector<python::RecordEntry> record;
    const auto add = [&](const std::string& path, const std::string& text) {
        write(site(path), text);
        record.push_back({path, {}, {}, {}});
    };
    const std::string data = package.project + "-" + package.version + ".data/scripts/";
    for (const auto& member : members) {
        if (member.path.starts_with(data)) {
            const auto name = member.path.substr(data.size());
            auto text = member.bytes;
            const std::string generic = "#!python\n";
            if (text.starts_with(generic))
                text.replace(0, generic.size(), "#!" + (root() / "bin/python").string() + "\n");
            add("../../../bin/" + name, text);
        } else {
            add(member.path, member.bytes);
        }
    }
    add(package.dist_info() + "/INSTALLER", "pip\n");
    const auto names = package.files.find(package.dist_info() + "/entry_points.txt");
    if (names != package.files.end())
        for (const auto& entry : must(python::EntryPoints::parse(names->second)).console_scripts())
            add("../../../bin/" + entry.name, script_text(entry, (root() / "bin/python").string()));
    record.push_back({package.dist_info() + "/RECORD", {}, {}, {}});
    write(site(package.dist_info() + "/RECORD"), python::Record(std::move(record)).render());
}

void MadeEnvironment::install(const MadePackage& package) {
    place(package, sign(package));
}

void MadeEnvironment::install_unsigned(const MadePackage& package) {
    place(package, members_of(package));
}

std::filesystem::path MadeEnvironment::make_wheel(const MadePackage& package,
                                                  const std::vector<archive::Member>& more) {
    auto members = sign(package);
    members.insert(members.end(), more.begin(), more.end());
    const auto bytes = must(archive::write_canonical_wheel(
        members, package.dist_info(), must(base::parse_rfc3339("2020-01-01T00:00:00Z"))));
    const auto path = folder() / (package.project + "-" + package.version + "-1-py3-none-any.whl");
    must(base::write_file_atomically(path, bytes));
    return path;
}

void MadeEnvironment::write(std::string_view path, std::string_view text) {
    std::filesystem::create_directories((root() / path).parent_path());
    std::ofstream(root() / path, std::ios::binary) << text;
}

void MadeEnvironment::append(std::string_view path, std::string_view text) {
    std::ofstream(root() / path, std::ios::binary | std::ios::app) << text;
}

void MadeEnvironment::link(std::string_view path, std::string_view target) {
    std::filesystem::create_directories((root() / path).parent_path());
    std::filesystem::remove_all(root() / path);
    std::filesystem::create_symlink(target, root() / path);
}

std::string MadeEnvironment::read(std::string_view path) const {
    std::ostringstream text;
    text << std::ifstream(root() / path, std::ios::binary).rdbuf();
    return text.str();
}

verify::Options MadeEnvironment::options() {
    return {.trust = trust_path(),
            .bytecode = verify::BytecodePolicy::report,
            .now = domain_.clock.now()};
}

}  // namespace spoke::tests
