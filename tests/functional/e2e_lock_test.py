"""Hash-aware dual serving: an old lock installs upstream's bytes, a new resolution takes the rebuilt wheel."""

import json
import re
import shutil

import pytest

from clients import pip, uv
from support import ROOT

UPSTREAM = {}
for line in (ROOT / "tests/data/test-packages.txt").read_text().splitlines():
    if line and not line.startswith("#"):
        requirement, kind, digest, name = line.split()
        if kind == "wheel":
            UPSTREAM[requirement.lower()] = (digest, name)

PINS = ["itsdangerous==2.0.1", "markupsafe==2.1.5"]  # a pure wheel, and a native one


def manifest_of(venv, requirement):
    """The manifest inside the installed project; empty where it is not one of ours."""
    project = requirement.split("==")[0]
    return [path for path in venv.glob("lib/python3*/site-packages/*.dist-info/spokeshave.payload.dsse.json")
            if path.parent.name.lower().startswith(project + "-")]


@pytest.mark.parametrize("requirement", PINS)
def test_pip_installs_upstreams_bytes_by_hash_and_the_rebuilt_ones_without(rebuilt, venv, tmp_path, requirement):
    _, secret = rebuilt.make_token("lock-pip")
    index = rebuilt.index("python-all", secret)
    digest, _ = UPSTREAM[requirement]
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"{requirement} --hash=sha256:{digest}\n")
    pip(venv, "install", "--index-url", index, "--no-deps", "--require-hashes", "-r", lock)
    assert not manifest_of(venv, requirement), "the lock's own bytes were wanted"
    pip(venv, "uninstall", "--yes", requirement.split("==")[0])
    pip(venv, "install", "--index-url", index, "--no-deps", requirement)
    assert manifest_of(venv, requirement), "a new resolution takes the rebuilt wheel"


def test_a_uv_lock_of_the_proxy_installs_the_same_bytes_from_the_group(rebuilt, tmp_path):
    """A lock moves between repositories by changing the prefix alone, and keeps its bytes."""
    _, secret = rebuilt.make_token("lock-uv")
    project = tmp_path / "project"
    project.mkdir()
    text = f"""
[project]
name = "it"
version = "1"
requires-python = ">=3.11,<3.12"
dependencies = {json.dumps(PINS)}
[[tool.uv.index]]
name = "spokeshave"
url = "{rebuilt.url}/REPOSITORY/simple/"
default = true
authenticate = "always"
"""
    login = {"UV_INDEX_SPOKESHAVE_USERNAME": "__token__", "UV_INDEX_SPOKESHAVE_PASSWORD": secret}
    (project / "pyproject.toml").write_text(text.replace("REPOSITORY", "python-public"))
    uv(project, "lock", "--python", "/usr/bin/python3", environment=login)
    lock = (project / "uv.lock").read_text()
    assert secret not in lock
    for requirement in PINS:
        assert UPSTREAM[requirement][0] in lock

    (project / "pyproject.toml").write_text(text.replace("REPOSITORY", "python-all"))
    (project / "uv.lock").write_text(lock.replace("/python-public/", "/python-all/"))
    uv(project, "sync", "--frozen", "--python", "/usr/bin/python3", environment=login)
    assert not any(manifest_of(project / ".venv", requirement) for requirement in PINS)

    (project / "uv.lock").unlink()
    shutil.rmtree(project / ".venv")
    uv(project, "sync", "--python", "/usr/bin/python3", environment=login)
    for requirement in PINS:
        assert manifest_of(project / ".venv", requirement), requirement
    assert re.search(r"itsdangerous-2\.0\.1-1-py3-none-any\.whl", (project / "uv.lock").read_text())
