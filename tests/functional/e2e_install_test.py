"""The main job with real clients: install what was rebuilt, run it, verify all of it."""

import pytest

from clients import pip, poetry, runs_flask, unverified, uv, verify
from support import clean_environment, run

PINNED = ["flask==2.0.0", "gunicorn==20.1.0", "Werkzeug==2.0.3", "Jinja2==3.0.3"]


@pytest.mark.parametrize("repository", ["python-all", "python"])
@pytest.mark.parametrize("version", ["19.3.1", "26.3"])
def test_pip_installs_and_everything_verifies(rebuilt, venv, client_packages, repository, version):
    """The oldest pip that runs here, and the newest, upgrade pip and setuptools to the rebuilt ones."""
    _, secret = rebuilt.make_token(f"pip-{version}-{repository}")
    index = rebuilt.index(repository, secret)
    pip(venv, "install", "--no-index", next(client_packages.glob(f"pip-{version}-*.whl")))
    pip(venv, "install", "--index-url", index, *PINNED)
    pip(venv, "install", "--index-url", index, "--upgrade", "setuptools==80.9.0", "pip==25.3")
    assert runs_flask(venv)
    code, report = verify(rebuilt, venv, "--min-coverage", "100")
    assert code == 0, report
    assert report["artifactVerificationCoverage"] == 100.0
    assert {"flask", "pip", "setuptools", "markupsafe"} <= {item["name"] for item in report["results"]}


@pytest.mark.parametrize("repository", ["python-all", "python"])
def test_uv_installs_and_everything_verifies(rebuilt, tmp_path, repository):
    """uv with the user name in its three spellings of `/`."""
    identity, secret = rebuilt.make_token(f"uv-{repository}")
    for number, user in enumerate((identity.replace("/", "_"), identity.replace("/", "%2F"), "__token__")):
        env = tmp_path / f"env{number}"
        uv(tmp_path, "venv", "--python", "/usr/bin/python3", env)
        uv(tmp_path, "pip", "install", "--default-index", rebuilt.index(repository, secret, user), *PINNED, "setuptools==80.9.0",
           environment={"VIRTUAL_ENV": str(env)})
    assert runs_flask(env)
    code, report = verify(rebuilt, env, "--min-coverage", "100")
    assert code == 0, report
    assert report["artifactVerificationCoverage"] == 100.0


def test_poetry_installs_and_everything_verifies(rebuilt, tmp_path):
    """poetry locks and installs from python-all as its primary source."""
    _, secret = rebuilt.make_token("poetry")
    (tmp_path / "pyproject.toml").write_text(f"""
[project]
name = "it"
version = "1"
requires-python = ">=3.11,<3.12"
dependencies = ["flask==2.0.0", "Werkzeug==2.0.3", "Jinja2==3.0.3"]
[tool.poetry]
package-mode = false
[[tool.poetry.source]]
name = "spokeshave"
url = "{rebuilt.url}/python-all/simple/"
priority = "primary"
""")
    login = {"POETRY_HTTP_BASIC_SPOKESHAVE_USERNAME": "__token__", "POETRY_HTTP_BASIC_SPOKESHAVE_PASSWORD": secret}
    poetry(tmp_path, "env", "use", "/usr/bin/python3", environment=login)
    poetry(tmp_path, "install", "--no-interaction", environment=login)
    env = tmp_path / ".venv"
    assert runs_flask(env)
    code, report = verify(rebuilt, env)
    assert code == 0, report
    assert unverified(report) <= {"pip"}, report


def test_curl_downloads_a_file_as_the_manual_says(rebuilt, tmp_path):
    """curl --user NAME:SECRET -O …/files/flask/flask-2.0.0.tar.gz"""
    identity, secret = rebuilt.make_token("curl")
    run("curl", "-sSf", "--user", f"{identity}:{secret}", "-O", f"{rebuilt.url}/files/flask/flask-2.0.0.tar.gz", cwd=tmp_path,
        env=clean_environment(tmp_path))
    assert (tmp_path / "flask-2.0.0.tar.gz").read_bytes()[:2] == b"\x1f\x8b"


def test_a_package_from_upstream_lowers_the_coverage(rebuilt, venv):
    """idna is only upstream: it installs from python-all, and verify says that it was not built here."""
    _, secret = rebuilt.make_token("mixed")
    index = rebuilt.index("python-all", secret)
    pip(venv, "install", "--index-url", index, "--upgrade", "setuptools==80.9.0", "pip==25.3")
    pip(venv, "install", "--index-url", index, "idna==3.10", "itsdangerous==2.0.1")
    code, report = verify(rebuilt, venv, "--min-coverage", "100")
    assert code == 1
    assert unverified(report) == {"idna"}
    assert report["artifactVerificationCoverage"] == 75.0
    assert verify(rebuilt, venv)[0] == 0
