"""Hostile sdists through the whole program: contained, classed, logged; the server goes on answering.

Started as root, the server's builder is another user; the second column runs all of it as a plain user.
Each sdist is its own build backend (PEP 517 `backend-path`), so nothing else has to be built for it.
"""

import io
import os
import shutil
import tarfile
import time

import pytest

from conftest import public_folder
from support import PROGRAM, Server

PLAIN_USER = 61790  # a number that belongs to nobody

BACKEND = """
import os, socket, sys, time, zipfile

def build_wheel(folder, settings=None, metadata=None):
    name = "{name}-1.0-py3-none-any.whl"
{body}
    info = "{name}-1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("{name}.py", "VALUE = 1\\n")
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "{name}.py,,\\n" + "".join(info + m + ",,\\n" for m in ("METADATA", "WHEEL", "RECORD")))
    return name

def build_sdist(folder, settings=None):
    raise NotImplementedError
"""

# name: (what its hook does, the class that the build must have, words of the log or of the message)
HOSTILE = {
    "fails": ("raise SystemExit('it does not want to')", {"build-error"}, "it does not want to"),
    "hangs": ("time.sleep(3600)", {"timeout"}, ""),
    "forks": ("while True:\n    try: os.fork()\n    except OSError: pass", {"oom"}, ""),
    "eats": ("hoard = []\nwhile True: hoard.append(bytearray(b'x') * 4_000_000)", {"oom"}, ""),
    "fills": ("with open('big', 'wb') as f:\n    while True: f.write(b'x' * 1_000_000)", {"disk"}, ""),
    "dials": ("socket.create_connection(('192.0.2.1', 443), 5)", {"needs-network"}, ""),
    "prints": ("for i in range(512): os.write(1, b'x' * 1_048_576)\nraise SystemExit('enough')", {"build-error"},
               "bytes of the log are left out"),
    "reads": ("print(sorted(os.listdir('/')), [n for n in os.listdir('/proc/self/fd') if int(n) > 4])\n"
              "for path in ('/root', '/home', '/var', '/etc/shadow'): assert not os.path.exists(path), path\n"
              "raise SystemExit('it saw nothing')", {"build-error"}, "it saw nothing"),
}


def write_sdist(folder, name, body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    members = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": BACKEND.replace("{name}", name).replace("{body}\n", lines),
        f"{name}.py": "VALUE = 1\n",
    }
    with tarfile.open(folder / f"{name}-1.0.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path, text in members.items():
            entry = tarfile.TarInfo(f"{name}-1.0/{path}")
            entry.size = len(text.encode())
            entry.mtime = 1_600_000_000
            archive.addfile(entry, io.BytesIO(text.encode()))


@pytest.fixture(params=["as-we-are", "plain-user"])
def hostile_server(request, program, tools):
    user = None
    if request.param == "plain-user":
        if os.geteuid() != 0:
            pytest.skip("this run is the plain user's already")
        user = PLAIN_USER
        if any(not folder.stat().st_mode & 0o005 for folder in PROGRAM.parents):
            pytest.skip(f"{PROGRAM} is in a folder that is closed to other users")
    folder = public_folder("hostile")
    upstream = folder / "upstream"
    upstream.mkdir()
    for name, (body, _, _) in HOSTILE.items():
        write_sdist(upstream, name, body)
    write_sdist(upstream, "well", "")
    if user is not None:
        os.chown(folder, user, user)
    server = Server(folder / "data", "--tools", tools, "--upstream", upstream, "--allow-sdist-source", "--builders", "2",
                    "--build-memory-mib", "512", "--build-disk-mib", "64", "--build-time", "20s", user=user)
    try:
        with server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for_end(server, builds, seconds):
    """The builds by project once all have ended; meanwhile the server answers."""
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begin = time.monotonic()
        assert server.get("/healthz", token=None)[0] == 200
        slowest = max(slowest, time.monotonic() - begin)
        now = {build["project"]: build for build in (server.get(f"/api/v1/builds/{number}")[2] for number in builds)}
        if all(build["state"] in ("failed", "published", "blocked") for build in now.values()):
            assert slowest < 10, f"the server needed {slowest:.1f} s for an answer"
            return now
        time.sleep(0.5)
    raise AssertionError(f"builds did not end: {now}\n{server.output()[-4000:]}")


def test_hostile_sdists_are_contained_classed_and_logged(hostile_server):
    """All of them at once, and after them a build that is well."""
    server = hostile_server
    status, _, answer = server.get("/api/v1/requests", method="POST", headers={"Content-Type": "application/json"},
                                   body={"requirements": [f"{name}==1.0" for name in HOSTILE]})
    assert status == 202, answer
    builds = wait_for_end(server, [item["build"] for item in answer["requests"]], 400)
    wrong = {}
    for name, (_, classes, words) in HOSTILE.items():
        build = builds[name]
        log = server.get(f"/api/v1/builds/{build['id']}/log")[2].decode(errors="replace")
        if build["state"] != "failed" or build["class"] not in classes or not build["message"] or words not in log:
            wrong[name] = (build["state"], build["class"], build["message"], log[-500:])
    assert not wrong, wrong
    done = server.command("request", "--wait", "well==1.0", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
