"""Fixtures of the functional tests. Each probes for its tool and says why it skips."""

import pathlib
import shutil
import subprocess
import tempfile

import pytest

from support import BUILD, PROGRAM, ROOT, TOOLS, Server, clean_environment, run

CACHE = ROOT / ".cache"
REBUILT = ["flask==2.0.0", "Werkzeug==2.0.3", "Jinja2==3.0.3", "MarkupSafe==2.1.5", "itsdangerous==2.0.1", "click==8.1.8",
           "gunicorn==20.1.0", "pip==25.3", "setuptools==80.9.0", "wheel==0.45.1", "colorama==0.4.6"]


@pytest.fixture(scope="session")
def program():
    if not PROGRAM.exists():
        pytest.skip(f"{PROGRAM} is not built; run scripts/test, or set SPOKESHAVE_BUILD")
    return PROGRAM


def fetched(name):
    """The real files of tests/data/<name>.txt, fetched once with pip and by hash."""
    folder = CACHE / name
    if not (TOOLS / "fetch/bin/python").exists():
        pytest.skip("the tools are not installed; run scripts/install-deps --test")
    done = subprocess.run([ROOT / "scripts/fetch-packages", ROOT / f"tests/data/{name}.txt", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """Real sdists and wheels in one folder: the upstream of the tests."""
    folder = public_folder("upstream")
    for name in ("demo-packages", "test-packages"):
        for path in fetched(name).iterdir():
            shutil.copy2(path, folder / path.name)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def client_packages():
    return fetched("client-packages")


def public_folder(name):
    """A folder that other users can reach: started as root, each role of the server has a user of its own."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"spoke-{name}-", dir="/var/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def tools():
    """uv and auditwheel where the builder's user can reach them, also when the checkout is closed to it."""
    if not (TOOLS / "venv/bin/uv").exists():
        pytest.skip("the tools are not installed; run scripts/install-deps --test")
    folder = public_folder("tools")
    shutil.copytree(TOOLS / "venv", folder / "venv", symlinks=True)
    yield folder / "venv"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make_server(program, tools):
    """make_server(upstream, *options) starts a server on a fresh data folder, stopped at the end."""
    started, folders = [], []

    def make(upstream=None, *options):
        folder = public_folder("server")
        folders.append(folder)
        upstreams = ["--upstream", upstream, "--allow-sdist-source"] if upstream else []
        server = Server(folder / "data", "--tools", tools, *upstreams, *options)
        started.append(server)
        return server.start()

    yield make
    for server in started:
        server.stop()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def rebuilt(program, packages, tools):
    """One server for the whole run that has rebuilt flask, gunicorn, pip and all that they need."""
    folder = public_folder("rebuilt")
    server = Server(folder / "data", "--tools", tools, "--upstream", packages, "--allow-sdist-source", "--builders", "2",
                    "--builder-name", "test-builder")
    with server:
        done = server.command("request", "--wait", *REBUILT, check=False)
        assert done.returncode == 0, done.stdout + done.stderr + server.output()[-4000:]
        server.command("trust", "export", "--out", folder / "trust.json")
        server.trust = folder / "trust.json"
        yield server
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def venv(tmp_path):
    """A fresh virtual environment of Debian's Python, with its own pip and setuptools."""
    run("/usr/bin/python3", "-m", "venv", tmp_path / "env", env=clean_environment(tmp_path))
    return tmp_path / "env"
