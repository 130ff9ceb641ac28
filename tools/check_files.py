#!/usr/bin/env python3
"""Fails on files that break the rules of docs/style.md a compiler does not see.

Length, include guards, forbidden calls, units without a test, and names of public registries.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE_LIMIT, TEST_LIMIT = 600, 800
FORBIDDEN = [
    (re.compile(r"^(?!.*unique_ptr<).*(?:[=(,]|\breturn)\s*new\s+[A-Za-z_:]+[\s({;]"), "raw new: use make_unique"),
    (re.compile(r"(?<![\w.>])(?:std::)?system\("), "system(): use base/spawn.hpp"),
    (re.compile(r"\b(?:strtol|strtoul|strtoll|atoi|atol|setlocale)\("), "locale-bound call: use from_chars"),
    (re.compile(r"(?<!\w)(?:::)?(?:fork|vfork|execve|execvp|posix_spawn|popen)\("), "processes start in base/spawn.cpp only"),
]
SPAWNER = {"src/base/spawn.cpp", "src/base/spawn_child.cpp"}
# Split so that this file does not name them itself.
HOSTS = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "registry\\.npm" + "js", "crates" + r"\.io",
                             "deb\\.deb" + r"ian\.org", "proxy\\.gol" + "ang", "repo1\\.mav" + "en"]))


def tracked():
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(ROOT / name for name in names.stdout.splitlines() if (ROOT / name).is_file())


def exempt(name):
    path = ROOT / "tests/unit" / name
    lines = path.read_text().splitlines() if path.exists() else []
    return {line.split()[0] for line in lines if line and not line.startswith("#")}


def code_of(line):
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', line).split("//", 1)[0]


def check(path, problems):
    name = path.relative_to(ROOT).as_posix()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, 1):
        if HOSTS.search(line):
            problems.append(f"{name}:{number}: the host of a public registry; say \"PyPI\"")
    if path.suffix not in (".cpp", ".hpp"):
        return
    limit = TEST_LIMIT if name.startswith("tests/") else SOURCE_LIMIT
    if len(lines) > limit and name not in exempt("LONG"):
        problems.append(f"{name}: {len(lines)} lines; {limit} at most: what is the second idea in it?")
    if path.suffix == ".hpp" and "#pragma once" not in lines[:3]:
        problems.append(f"{name}: no #pragma once at its top")
    if name.startswith("src/"):
        for number, line in enumerate(lines, 1):
            for pattern, why in FORBIDDEN:
                if pattern.search(code_of(line)) and not (name in SPAWNER and "spawn" in why):
                    problems.append(f"{name}:{number}: {why}")


def has_test(path):
    room, *rest = path.relative_to(ROOT / "src").with_suffix("").parts
    stem = "_".join(rest)
    folder = ROOT / "tests/unit" / room
    return (folder / f"{stem}_test.cpp").exists() or (folder / f"{rest[-1]}_test.cpp").exists()


def main():
    problems = []
    for path in tracked():
        check(path, problems)
    without = exempt("EXEMPT")
    for path in sorted((ROOT / "src").rglob("*.cpp")):
        name = path.relative_to(ROOT).as_posix()
        if not has_test(path) and name not in without:
            problems.append(f"{name}: no test beside it; add one, or a line with the reason to tests/unit/EXEMPT")
    print("\n".join(problems) or "files: lengths, guards, calls, tests and names are in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
