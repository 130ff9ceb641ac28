#!/usr/bin/env python3
"""Prints the rows of src/verify/known_startup.inc: digests of the start-up files that tools make.

  tools/known_startup.py VENV=WHAT [VENV=WHAT …]   e.g.  /tmp/x/.venv="uv 0.13.9"

Each VENV must be fresh, and made by the tool that WHAT names. The environment's own path and name are replaced
before hashing, as src/verify/known_files.cpp does.
"""
import hashlib
import pathlib
import re
import sys


def digest(path, prefix):
    text = path.read_bytes()
    text = text.replace(str(prefix).encode(), b"{prefix}")
    prompt = re.search(r'(?m)^prompt = [\'"](.+)[\'"]$', (prefix / "pyvenv.cfg").read_text())
    name = (prompt[1] if prompt else prefix.name).encode()
    text = text.replace(b"'(" + name + b") '", b"'({name}) '").replace(b"'" + name + b"'", b"'{name}'")
    text = text.replace(b'"x"' + name + b" ", b'"x"{name} ').replace(b"_PROMPT=" + name + b"\n", b"_PROMPT={name}\n")
    return hashlib.sha256(text).hexdigest()


def main():
    for argument in sys.argv[1:]:
        folder, what = argument.split("=", 1)
        prefix = pathlib.Path(folder).resolve()
        starters = [p for p in (prefix / "bin").iterdir() if p.is_file() and not p.is_symlink() and not p.name.startswith(("pip", "wheel"))]
        starters += (prefix / "lib").glob("python3*/site-packages/_virtualenv.*")
        for path in sorted(starters):
            print(f'{{"{path.name}", "{digest(path, prefix)}", "{what}"}},')


if __name__ == "__main__":
    main()
