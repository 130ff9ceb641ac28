"""What pip, uv and curl ask of the index and get: pages, files, sidecars, ranges, credentials."""

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile

import pytest

from clients import UV, pip, uv
from conftest import public_folder
from raw_http import ask, get, wait_until
from support import Server

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}\n"


def make_wheel(folder, name, version, requires=(), build=""):
    dist_info = f"{name}-{version}.dist-info"
    more = "".join(f"Requires-Dist: {line}\n" for line in requires)
    members = {f"{name}.py": f"version = {version!r}\n", f"{dist_info}/METADATA": METADATA.format(name=name, version=version, more=more),
               f"{dist_info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = [f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}"
              for path, text in members.items()]
    members[f"{dist_info}/RECORD"] = "\n".join([*record, f"{dist_info}/RECORD,,", ""])
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in members.items():
            archive.writestr(path, text)
    path = folder / f"{name}-{version}{build and '-' + build}-py3-none-any.whl"
    path.write_bytes(data.getvalue())
    return path


@pytest.fixture(scope="module")
def server(program):
    folder = public_folder("http")
    files = folder / "upstream"
    files.mkdir()
    make_wheel(files, "alpha", "1.0")
    make_wheel(files, "alpha", "2.0", ["beta>=1"])
    make_wheel(files, "beta", "1.5")
    make_wheel(files, "local", "1.0+x.1")
    for path in files.iterdir():
        path.chmod(0o644)
    with Server(folder / "data", "--upstream", files) as running:
        running.port = int(running.url.rpartition(":")[2])
        running.files = files
        running.identity, running.secret = running.make_token("clients")
        yield running
    shutil.rmtree(folder, ignore_errors=True)


def basic(secret, user="__token__"):
    return "Authorization: Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def access_lines(server):
    return [json.loads(line) for line in server.output().splitlines() if line.startswith('{"time"')]


@pytest.mark.parametrize("user", ["__token__", "token", "someone%40example.com", "the identity"])
def test_pip_installs_with_the_token_in_the_url(server, venv, user):
    if user == "the identity":
        user = server.identity.replace("/", "_")  # pip takes an escaped slash for the end of the host
    pip(venv, "install", "--index-url", server.index("python-all", server.secret, user), "alpha")
    shown = pip(venv, "list", "--format", "json").stdout
    assert {"name": "alpha", "version": "2.0"} in json.loads(shown)
    assert {"name": "beta", "version": "1.5"} in json.loads(shown)


def test_pip_takes_a_token_as_the_user_name_and_the_index_without_its_slash(server, venv):
    pip(venv, "install", "--index-url", f"http://{server.secret}@{server.address}/python-all/simple", "beta")


@pytest.mark.skipif(not UV.exists(), reason="uv is not installed; run scripts/install-deps --test")
def test_uv_reads_sidecars_and_no_wheel_to_resolve(server, venv, tmp_path):
    mark = len(access_lines(server))
    uv(tmp_path, "pip", "install", "--dry-run", "--python", venv / "bin/python", "--default-index", server.index("python-all", server.secret), "alpha")
    assert wait_until(lambda: sum(line.get("note") == "sidecar" for line in access_lines(server)[mark:]) >= 2)
    assert not any(line.get("operation") == "file_digest" and line.get("note") != "sidecar" for line in access_lines(server)[mark:])


def test_netrc_carries_the_identity_as_it_is(server, venv):
    (venv.parent / ".netrc").write_text(f"machine 127.0.0.1 login {server.identity} password {server.secret}\n")
    (venv.parent / ".netrc").chmod(0o600)
    pip(venv, "install", "--index-url", f"{server.url}/python-all/simple/", "beta")


def test_pip_installs_by_hash(server, venv, tmp_path):
    digest = hashlib.sha256((server.files / "beta-1.5-py3-none-any.whl").read_bytes()).hexdigest()
    (tmp_path / "r.txt").write_text(f"beta==1.5 --hash=sha256:{digest}\n")
    pip(venv, "install", "--require-hashes", "--index-url", server.index("python-all", server.secret), "-r", tmp_path / "r.txt")
    (tmp_path / "r.txt").write_text(f"alpha==1.0 --hash=sha256:{digest}\n")
    done = pip(venv, "install", "--require-hashes", "--index-url", server.index("python-all", server.secret), "-r", tmp_path / "r.txt", check=False)
    assert done.returncode != 0


def test_pip_is_turned_away_without_a_token_and_with_a_wrong_one(server, venv):
    for index in (f"{server.url}/python-all/simple/", server.index("python-all", "wrong")):
        done = pip(venv, "install", "--index-url", index, "alpha", check=False)
        assert done.returncode != 0
        assert "No matching distribution" in done.stderr or "401" in done.stderr


def test_a_local_version_can_be_pinned(server, venv):
    pip(venv, "install", "--index-url", server.index("python-all", server.secret), "local==1.0+x.1")


@pytest.mark.skipif(not UV.exists(), reason="uv is not installed; run scripts/install-deps --test")
def test_uv_installs_and_locks_what_it_installs(server, venv, tmp_path):
    index = server.index("python-all", server.secret)
    uv(tmp_path, "pip", "install", "--python", venv / "bin/python", "--default-index", index, "alpha")
    (tmp_path / "pyproject.toml").write_text('[project]\nname="x"\nversion="1"\nrequires-python=">=3.11"\ndependencies=["alpha"]\n')
    uv(tmp_path, "lock", "--default-index", index)
    lock = (tmp_path / "uv.lock").read_text()
    assert "beta" in lock and "/packages/" in lock and "spoke_" not in lock
    digests = re.findall(r"sha256:([0-9a-f]{64})", lock)
    assert hashlib.sha256((server.files / "alpha-2.0-py3-none-any.whl").read_bytes()).hexdigest() in digests
    uv(tmp_path, "sync", "--default-index", index)


def page(server, project, *lines):
    answer = ask(server.port, get(f"/python-all/simple/{project}/", basic(server.secret),
                                  "Accept: application/vnd.pypi.simple.v1+json", *lines))
    assert answer.status == 200
    return answer


def file_path(server, name):
    listed = json.loads(page(server, name.partition("-")[0]).body)["files"]
    return "/python-all/" + next(file["url"] for file in listed if file["filename"] == name).removeprefix("../../")


def curl(server, path, *options):
    done = subprocess.run(["curl", "--silent", "--show-error", "--user", f"x:{server.secret}", *map(str, options), server.url + path],
                          capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_resumes_and_unpacks(server, tmp_path):
    path = file_path(server, "alpha-2.0-py3-none-any.whl")
    whole = (server.files / "alpha-2.0-py3-none-any.whl").read_bytes()
    (tmp_path / "part").write_bytes(whole[:100])
    curl(server, path, "--continue-at", "-", "--output", tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == whole
    assert curl(server, path, "--range", "5-9") == whole[5:10]
    assert curl(server, "/python-all/simple/alpha/", "--compressed") == curl(server, "/python-all/simple/alpha/")
    head = curl(server, path, "--head").decode()
    assert f"Content-Length: {len(whole)}" in head and "X-Spokeshave-Tier: upstream" in head


def test_revalidation_costs_no_body(server):
    first = page(server, "alpha")
    again = ask(server.port, get("/python-all/simple/alpha/", basic(server.secret), "Accept: application/vnd.pypi.simple.v1+json",
                                 f"If-None-Match: {first.headers['etag']}"))
    assert again.status == 304 and again.headers["etag"] == first.headers["etag"]
    make_wheel(server.files, "gamma", "1.0").chmod(0o644)
    assert wait_until(lambda: ask(server.port, get("/python-all/simple/gamma/", basic(server.secret))).status == 200)


def test_sidecars_are_the_metadata_with_the_advertised_digest(server):
    for file in json.loads(page(server, "alpha").body)["files"]:
        path = "/python-all/" + file["url"].removeprefix("../../")
        sidecar = ask(server.port, get(path + ".metadata", basic(server.secret)))
        assert sidecar.status == 200
        assert hashlib.sha256(sidecar.body).hexdigest() == file["core-metadata"]["sha256"]


def test_an_authenticated_miss_says_what_happens(server):
    answer = ask(server.port, get("/python/simple/alpha/", basic(server.secret)))
    assert answer.status == 404
    assert "queue of builds" in json.loads(answer.body)["detail"]
    assert ask(server.port, get("/python-all/simple/no-such-thing/", basic(server.secret))).status == 404


def test_the_access_log_knows_who_and_what(server):
    page(server, "beta")
    assert wait_until(lambda: any(
        line["status"] == 200 and line.get("repository") == "python-all" and line.get("project") == "beta" and
        line.get("principal") == server.identity for line in access_lines(server)))
