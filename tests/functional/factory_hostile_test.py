"""Hostile sdists on a real server: contained, classed and logged, while it goes on answering."""

import io
import tarfile
import threading
import time

import pytest

from conftest import public_folder

BACKEND = """
import os, socket, sys, time, zipfile
NAME = {name!r}
META = f"Metadata-Version: 2.1\\nName: {{NAME}}\\nVersion: 1.0\\n\\n".encode()
INFO = f"{{NAME}}-1.0.dist-info/"
def build_wheel(folder, settings=None, metadata=None):
    files = {{f"{{NAME}}.py": b"", INFO + "METADATA": META, INFO + "RECORD": b"",
             INFO + "WHEEL": b"Wheel-Version: 1.0\\nGenerator: it 1\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}}
    {code}
    name = f"{{NAME}}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, data in files.items():
            wheel.writestr(path, data)
    return name
"""

# name, what build_wheel does, and the class that the build ends with (None: it is published).
CASES = {
    "fails": ("raise SystemExit('no')", "build-error"),
    "forks": ("while True: os.fork()", "oom"),
    "fills": ("open('big', 'wb').writelines(b'x' * 1048576 for _ in range(10**6))", "disk"),
    "eats": ("eaten = [bytearray(os.urandom(1048576)) for _ in range(10**6)]", "oom"),
    "reaches": ("socket.create_connection(('10.0.0.1', 80), timeout=5)", "needs-network"),
    "prints": ("[sys.stdout.write('x' * 1048575 + '\\n') for _ in range(1500)]", None),
    "forges": ("files[INFO + 'spokeshave.payload.dsse.json'] = b'{}'", "unsafe-output"),
    "climbs": ("files['../../evil.py'] = b''", "unsafe-output"),
    "brings": ("files['brought.so'] = open('ready.so', 'rb').read()", "prebuilt-binary"),
    "good": ("pass", None),
}


def write_sdist(folder, name, code):
    files = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        "pyproject.toml": b'[build-system]\nrequires = []\nbuild-backend = "maker"\nbackend-path = ["."]\n',
        "maker.py": BACKEND.format(name=name, code=code).encode(),
        "ready.so": open("/usr/bin/true", "rb").read(),
    }
    with tarfile.open(folder / f"{name}-1.0.tar.gz", "w:gz") as sdist:
        for path, data in files.items():
            member = tarfile.TarInfo(f"{name}-1.0/{path}")
            member.size, member.mtime = len(data), 1600000000
            sdist.addfile(member, io.BytesIO(data))


@pytest.fixture(scope="module")
def hostile_upstream():
    folder = public_folder("hostile")
    for name, (code, _) in CASES.items():
        write_sdist(folder, name, code)
    return folder


def test_hostile_builds_are_classed_and_the_server_answers(make_server, hostile_upstream):
    """All of them are requested at once; a page and the health check are asked all the while."""
    server = make_server(hostile_upstream)
    answers, done = [], threading.Event()

    def ask():
        while not done.is_set():
            begin = time.monotonic()
            answers.append((server.get("/readyz", token=None)[0], time.monotonic() - begin))
            time.sleep(0.1)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        server.command("request", "--wait", *CASES, check=False, timeout=1500)
    finally:
        done.set()
        asking.join()
    builds = {one["project"]: one for one in server.get("/api/v1/builds?limit=100")[2]["builds"]}
    for name, (_, wanted) in CASES.items():
        build = builds[name]
        log = server.get(f"/api/v1/builds/{build['id']}/log")[2]
        assert build["state"] == ("failed" if wanted else "published"), (name, build, log[-3000:])
        if wanted:
            assert build["class"] == wanted, (name, build, log[-3000:])
            assert build["message"]
        assert log and len(log) < 50 * 1048576
    assert {status for status, _ in answers} == {200}
    assert max(seconds for _, seconds in answers) < 10
