"""What the factory made of real packages, without a seed: seen through the server."""

import base64
import io
import json
import zipfile


def builds_of(server):
    return {one["project"] + " " + one["version"]: one for one in server.get("/api/v1/builds?limit=200")[2]["builds"]}


def test_real_packages_are_equal_to_upstreams(rebuilt):
    """With the backend of upstream's wheel where it can be had; a native one by what it exports."""
    builds = builds_of(rebuilt)
    levels = {name: rebuilt.get(f"/api/v1/builds/{build['id']}")[2]["equivalence"] for name, build in builds.items()}
    assert levels["click 8.1.8"] in ("E0", "E1")
    assert levels["flask 2.0.0"] <= "E3"
    assert levels["itsdangerous 2.0.1"] <= "E3"
    assert levels["markupsafe 2.1.5"] <= "E4"


def test_what_a_build_needs_was_built_before_it(rebuilt):
    """flit_core and setuptools build themselves; whatever else was needed came from this server."""
    for name, build in builds_of(rebuilt).items():
        assert build["state"] == "published", (name, build)
    details = rebuilt.get(f"/api/v1/builds/{builds_of(rebuilt)['flask 2.0.0']['id']}")[2]
    page = rebuilt.get("/python/simple/setuptools/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})[2]
    ours = {file["hashes"]["sha256"] for file in page["files"]}
    needed = {one["sha256"] for one in details["inputs"] if one["role"] == "build_requirement"}
    assert needed and needed & ours


def test_wheels_name_no_seed_and_carry_sbom_and_manifest(rebuilt):
    """F11: no upstream wheel in the closure, so no ancestor of that kind in any manifest."""
    for project in ("flask", "markupsafe", "setuptools", "pip"):
        page = rebuilt.get(f"/python/simple/{project}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})[2]
        wheel = next(file for file in page["files"] if file["filename"].endswith(".whl"))
        assert "-1-" in wheel["filename"]
        raw = rebuilt.get(f"/python/files/{project}/{wheel['filename']}")[2]
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            manifest = next(name for name in names if name.endswith("spokeshave.payload.dsse.json"))
            assert any(name.endswith("sboms/spokeshave.spdx.json") for name in names)
            envelope = json.loads(archive.read(manifest))
        statement = json.loads(base64.b64decode(envelope["payload"]))
        predicate = statement.get("predicate", statement)
        assert predicate["seed_ancestry"] == [], project


def test_a_log_is_whole(rebuilt):
    """Every job of the build stands in it, and the checks."""
    build = builds_of(rebuilt)["markupsafe 2.1.5"]
    log = rebuilt.get(f"/api/v1/builds/{build['id']}/log")[2].decode()
    for words in ("job requires", "job build", "auditwheel", "W15 pass", "publish markupsafe-2.1.5-1-cp311"):
        assert words in log, log[-3000:]
