"""Real clients, each with nothing of this machine's settings."""

import json
import pathlib

from support import PROGRAM, TOOLS, clean_environment, run

UV = TOOLS / "test/bin/uv"
POETRY = TOOLS / "test/bin/poetry"

APP = """
import flask
app = flask.Flask("it")
app.add_url_rule("/", "hello", lambda: "hello from flask " + flask.__version__)
print(app.test_client().get("/").get_data(as_text=True))
"""


def pip(venv, *arguments, **options):
    return run(venv / "bin/python", "-m", "pip", *arguments, env=clean_environment(venv.parent), **options)


def uv(folder, *arguments, environment=None, **options):
    more = {"UV_CACHE_DIR": str(pathlib.Path(folder) / "uv-cache"), **(environment or {})}
    return run(UV, *arguments, cwd=folder, env=clean_environment(folder, **more), **options)


def poetry(folder, *arguments, environment=None, **options):
    more = {"POETRY_CACHE_DIR": str(pathlib.Path(folder) / "poetry-cache"), "POETRY_VIRTUALENVS_IN_PROJECT": "true",
            "POETRY_KEYRING_ENABLED": "false", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", **(environment or {})}
    return run(POETRY, *arguments, cwd=folder, env=clean_environment(folder, **more), **options)


def runs_flask(venv):
    done = run(venv / "bin/python", "-c", APP, env=clean_environment(venv.parent))
    return done.stdout.strip() == "hello from flask 2.0.0"


def verify(server, path, *options, check=False):
    """The report of `spokeshave verify` as JSON, with the exit code; offline: no server is asked."""
    done = run(PROGRAM, "verify", "--trust", server.trust, "--output", "json", *options, path, check=check,
               env=clean_environment(path.parent))
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def unverified(report):
    return {item["name"] for item in report["results"] if item["verdict"]["integrity"] != "intact"}
