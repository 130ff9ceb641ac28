#!/usr/bin/env python3
"""Fails on an #include between rooms that tools/layers.txt does not allow.

A room includes rooms of a lower rank only; equal ranks never include each other. The same for the
DEPENDS of a room's CMakeLists.txt, so that the link graph cannot allow what the check forbids.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z_]+)/')
# Each outside library has one room (docs/architecture.md); these header prefixes betray another.
OWNERS = {
    "boost/beast": {"http"},
    "boost/asio": {"http", "base"},
    "curl/": {"transfer"},
    "soci": {"catalog"},
    "sqlite3.h": {"catalog"},
    "openssl/": {"crypto"},
    "sodium": {"crypto"},
    "zip.h": {"archive"},
    "archive.h": {"archive"},
    "archive_entry.h": {"archive"},
    "gumbo.h": {"simple"},
    "seccomp.h": {"sandbox"},
    "CLI/": {"cli", "app"},
}
SYSTEM = re.compile(r"^\s*#\s*include\s+<([^>]+)>")


def ranks():
    table = {}
    for line in (ROOT / "tools/layers.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            rank, room = line.split()
            table[room] = int(rank)
    return table


def main():
    table = ranks()
    problems = []
    for path in sorted((ROOT / "src").rglob("*.[ch]pp")):
        room = path.relative_to(ROOT / "src").parts[0]
        if room not in table:
            problems.append(f"{path}: room '{room}' is not in tools/layers.txt")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if found and found[1] in table and found[1] != room and table[found[1]] >= table[room]:
                problems.append(f"{path}:{number}: {room} ({table[room]}) must not include {found[1]} ({table[found[1]]})")
            system = SYSTEM.match(line)
            if system:
                for prefix, owners in OWNERS.items():
                    if system[1].startswith(prefix) and room not in owners:
                        problems.append(f"{path}:{number}: <{system[1]}> belongs to {'/'.join(sorted(owners))}")
    for path in sorted((ROOT / "src").glob("*/CMakeLists.txt")):
        room = path.parent.name
        declared = re.search(r"DEPENDS\s+([a-z\s]+)", path.read_text())
        for other in declared[1].split() if declared else []:
            if other in table and table[other] >= table[room]:
                problems.append(f"{path}: {room} must not depend on {other}")
    print("\n".join(problems) or "layers: every include points down")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
