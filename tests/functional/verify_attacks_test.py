"""Real installations by pip and uv, each attacked in a copy: verify finds it, and says so with its exit code."""

import json
import pathlib
import shutil

import pytest

from clients import pip, uv, verify
from support import PROGRAM, clean_environment, run

SITE = "lib/python3.11/site-packages"
PACKAGES = ["flask==2.0.0", "Werkzeug==2.0.3", "Jinja2==3.0.3", "setuptools==80.9.0"]
IMPORT = "import os\n"


@pytest.fixture(scope="module", params=["pip", "uv"])
def installed(request, rebuilt, tmp_path_factory):
    """An environment with nothing in it but what was rebuilt, made once for each installer."""
    folder = tmp_path_factory.mktemp(request.param)
    env = folder / "env"
    _, secret = rebuilt.make_token(f"attacks-{request.param}")
    index = rebuilt.index("python", secret)
    if request.param == "pip":
        run("/usr/bin/python3", "-m", "venv", env, env=clean_environment(folder))
        pip(env, "install", "--index-url", index, "--upgrade", "pip==25.3", *PACKAGES)
    else:
        uv(folder, "venv", "--python", "/usr/bin/python3", env)
        uv(folder, "pip", "install", "--link-mode", "copy", "--default-index", index, *PACKAGES, environment={"VIRTUAL_ENV": str(env)})
    code, report = verify(rebuilt, env, "--min-coverage", "100")
    assert code == 0, report
    return env


@pytest.fixture
def attacked(installed):
    """The same environment at the same path, put back after the test."""
    kept = installed.with_name("kept")
    shutil.copytree(installed, kept, symlinks=True)
    yield installed
    shutil.rmtree(installed)
    kept.rename(installed)


def write(env, path, text):
    (env / path).parent.mkdir(parents=True, exist_ok=True)
    (env / path).write_text(text)


def append(env, path, text):
    with (env / path).open("a") as file:
        file.write(text)


def item(report, name):
    return next(one for one in report["results"] if one["name"] == name)


def codes(report):
    found = {finding["code"] for finding in report["findings"]}
    return found.union(*({finding["code"] for finding in one["findings"]} for one in report["results"]))


def change_shebang(env):
    lines = (env / "bin/flask").read_text().splitlines(keepends=True)
    (env / "bin/flask").write_text("".join(["#!/tmp/evil/python\n", *lines[1:]]))


def replace_python(env):
    (env / "bin/python3").unlink()
    (env / "bin/python3").symlink_to("/bin/sh")


ATTACKS = {
    "a_changed_module": (lambda env: append(env, f"{SITE}/flask/app.py", "evil = 1\n"), None),
    "a_changed_native_module": (lambda env: append(env, next(p for p in (env / SITE / "markupsafe").glob("*.so")), "x"), None),
    "a_deleted_module": (lambda env: (env / SITE / "flask/app.py").unlink(), None),
    "V2_package_over_module": (lambda env: write(env, f"{SITE}/flask/app/__init__.py", IMPORT), "shadowed"),
    "V2_a_file_inside_a_package": (lambda env: write(env, f"{SITE}/flask/evil.py", IMPORT), "foreign_file"),
    "V2_a_module_beside_the_scripts": (lambda env: write(env, "bin/flask.py", IMPORT), "script_path"),
    "V3_bytecode_without_source": (lambda env: write(env, f"{SITE}/evil.pyc", "x"), "stray_bytecode"),
    "V4_a_pth": (lambda env: write(env, f"{SITE}/evil.pth", IMPORT), "startup_code"),
    "V4_sitecustomize": (lambda env: write(env, f"{SITE}/sitecustomize/__init__.py", IMPORT), "startup_code"),
    "V4_another_interpreter": (replace_python, "interpreter"),
    "V4_a_nearer_pyvenv_cfg": (lambda env: shutil.copy(env / "pyvenv.cfg", env / "bin/pyvenv.cfg"), "interpreter"),
    "V4_system_packages": (lambda env: write(env, "pyvenv.cfg", "home = /usr/bin\n"), "system_site_packages"),
    "V4_an_activation_script": (lambda env: append(env, "bin/activate", "evil\n"), "activation_script"),
    "V4_a_plugin_in_a_dist_info": (lambda env: write(env, f"{SITE}/flask-2.0.0.dist-info/sboms/x.py", IMPORT), None),
    "V5_the_sbom": (lambda env: append(env, f"{SITE}/flask-2.0.0.dist-info/sboms/spokeshave.spdx.json", " "), None),
    "V5_a_line_of_record": (lambda env: append(env, f"{SITE}/flask-2.0.0.dist-info/RECORD", "../../../../x,,\n"), "record_path"),
    "V6_a_new_label": (lambda env: (env / SITE / "flask-2.0.0.dist-info").rename(env / SITE / "flask-2.0.0+spoke.1.dist-info"), None),
    "V6_a_second_dist_info": (lambda env: write(env, f"{SITE}/flask-9.dist-info/METADATA", "Name: flask\nVersion: 9\n"),
                              "duplicate_distribution"),
    "V7_the_first_line_of_a_command": (change_shebang, "script"),
    "a_manifest_taken_away": (lambda env: (env / SITE / "flask-2.0.0.dist-info/spokeshave.payload.dsse.json").unlink(), "manifest_removed"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_end_with_exit_code_3(rebuilt, attacked, name):
    """Nothing of it passes, whatever coverage was asked for."""
    attack, code = ATTACKS[name]
    attack(attacked)
    status, report = verify(rebuilt, attacked)
    assert status == 3, (name, codes(report))
    assert code is None or code in codes(report)


def test_V1_deleting_a_dist_info_does_not_raise_the_coverage(rebuilt, attacked):
    """The modules that are left are files that nobody owns, and count."""
    before = verify(rebuilt, attacked)[1]["verifiedItems"]
    shutil.rmtree(attacked / SITE / "click-8.1.8.dist-info")
    status, report = verify(rebuilt, attacked, "--min-coverage", "100")
    assert status == 1
    assert report["verifiedItems"] == before - 1
    assert item(report, f"{SITE}/click")["origin"] == "orphan"
    assert report["artifactVerificationCoverage"] < 100


def test_the_json_report_has_the_known_keys(rebuilt, installed):
    """Those of the reference tool, and ours."""
    _, report = verify(rebuilt, installed)
    assert {"artifactVerificationCoverage", "verifiedItems", "totalItems", "artifactsSummary", "results", "schema", "tool", "generated",
            "trust", "tamperedItems", "files", "interpreter"} <= report.keys()
    assert report["artifactsSummary"] == {"totalArtifacts": 1, "fullyVerified": 1, "partiallyVerified": 0, "notVerified": 0,
                                          "verifiedPercent": 100.0}
    flask = item(report, "flask")
    assert flask["artifact"] == "flask==2.0.0"
    assert flask["purl"] == "pkg:pypi/flask@2.0.0"
    assert flask["details"].startswith("Verified as built from source")
    assert flask["verdict"] == {"integrity": "intact", "tier": "rebuilt"}
    assert flask["signature"]["builder"] == "test-builder"
    assert flask["files"]["ok"] == flask["files"]["total"]
    assert report["files"]["orphan"] == report["files"]["unsigned"] == 0
    assert report["trust"]["version"] >= 1 and report["trust"]["problem"] == ""


def test_the_text_report_reads_as_the_manual_shows(rebuilt, installed):
    """Artifact, coverage, count, and one block a package."""
    done = run(PROGRAM, "verify", "--detailed", "--trust", rebuilt.trust, installed, env=clean_environment(installed.parent))
    total = len(verify(rebuilt, installed)[1]["results"])
    assert f"Artifact: {installed}\n" in done.stdout
    assert f"Verification Coverage: 100.00%\nVerified packages: {total} of {total}\n" in done.stdout
    assert ("- flask\n  Status: Verified as built from source (upstream's published sdist)\n"
            "  Details: Version: 2.0.0 (verified via per-package SBOM - built from source by test-builder)\n"
            "  Python package: flask==2.0.0\n") in done.stdout
    assert "The interpreter and its standard library are not covered." in done.stdout


def test_V3_bytecode_is_told_and_can_be_made_to_fail(rebuilt, attacked):
    """A compiled file beside its source may be anything."""
    write(attacked, f"{SITE}/flask/__pycache__/app.cpython-311.pyc", "x")
    status, report = verify(rebuilt, attacked)
    assert status == 0 and "bytecode_not_covered" in codes(report)
    assert verify(rebuilt, attacked, "--bytecode", "fail")[0] == 3
    assert "bytecode_not_covered" not in codes(verify(rebuilt, attacked, "--bytecode", "ignore")[1])


def test_V8_without_trust_it_is_5(rebuilt, installed, tmp_path):
    """No trust file, one that is not there, and one that nobody signed."""
    plain = run(PROGRAM, "verify", "--output", "json", installed, check=False, env=clean_environment(tmp_path))
    assert plain.returncode == 5
    assert json.loads(plain.stdout)["verifiedItems"] == 0
    changed = tmp_path / "trust.json"
    changed.write_text(rebuilt.trust.read_text().replace('"payload":"', '"payload":"AAAA', 1).replace('"payload": "', '"payload": "AAAA', 1))
    for trust in (tmp_path / "nothing.json", changed):
        done = run(PROGRAM, "verify", "--trust", trust, installed, check=False, env=clean_environment(tmp_path))
        assert done.returncode == 5, (trust, done.stdout)
        assert "Verified packages: 0 of" in done.stdout


def test_V8_an_expired_trust_file_is_5(rebuilt, installed, tmp_path):
    """Two years from now, by a clock that is put forward for this process alone."""
    libraries = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1"]
    library = next((one for one in libraries if pathlib.Path(one).exists()), None)
    if library is None:
        pytest.skip("libfaketime is not installed; the unit test V8_no_trust_or_an_expired_one_verifies_nothing has its own clock")
    done = run(PROGRAM, "verify", "--trust", rebuilt.trust, installed, check=False,
               env=clean_environment(tmp_path, LD_PRELOAD=library, FAKETIME="+730d"))
    assert done.returncode == 5, done.stdout


def test_an_environment_with_blanks_named_through_a_link_verifies(rebuilt, tmp_path):
    """Scripts of a path with blanks start by way of a shell; a link to the environment is the environment."""
    env = tmp_path / "my env"
    _, secret = rebuilt.make_token("blanks")
    run("/usr/bin/python3", "-m", "venv", "--without-pip", env, env=clean_environment(tmp_path))
    uv(tmp_path, "pip", "install", "--default-index", rebuilt.index("python", secret), *PACKAGES, environment={"VIRTUAL_ENV": str(env)})
    (tmp_path / "link").symlink_to("my env")
    for path in (env, tmp_path / "link"):
        code, report = verify(rebuilt, path, "--min-coverage", "100")
        assert code == 0, (path, codes(report), report["findings"])


def test_an_unsigned_package_of_a_fresh_environment_is_no_tampering(rebuilt, venv):
    """Debian's own pip and setuptools count as not built here; setuptools' start-up file is a known one."""
    code, report = verify(rebuilt, venv)
    assert code == 0, report["findings"]
    assert report["verifiedItems"] == 0 and report["totalItems"] == 2
    assert verify(rebuilt, venv, "--min-coverage", "1")[0] == 1
    append(venv, f"{SITE}/distutils-precedence.pth", "import evil\n")
    assert verify(rebuilt, venv)[0] == 3


def test_a_percentage_that_is_none_is_a_usage_error(rebuilt, installed):
    """Exit code 2, as for any wrong option."""
    for value in ("nan", "101", "-1", "x"):
        done = run(PROGRAM, "verify", f"--min-coverage={value}", installed, check=False, env=clean_environment(installed.parent))
        assert done.returncode == 2, (value, done.stdout)


def test_V4_the_placeholder_of_known_activation_scripts_does_not_pass_for_a_path(rebuilt, venv):
    """Its digest is the same as with the environment's path, and a shell would look for a folder of that name."""
    script = venv / "bin/activate"
    script.write_text(script.read_text().replace(str(venv), "{prefix}"))
    code, report = verify(rebuilt, venv)
    assert code == 3 and "activation_script" in codes(report)


def test_what_cant_be_read_at_all_is_4(rebuilt, tmp_path):
    """A path that is not there, and a wheel that is none; a folder of something else is a usage error."""
    (tmp_path / "x-1-py3-none-any.whl").write_text("no zip")
    (tmp_path / "folder").mkdir()
    for path, code in ((tmp_path / "nothing", 4), (tmp_path / "x-1-py3-none-any.whl", 4), (tmp_path / "folder", 2)):
        done = run(PROGRAM, "verify", "--trust", rebuilt.trust, path, check=False, env=clean_environment(tmp_path))
        assert done.returncode == code, (path, done.stdout, done.stderr)
