"""What the functional tests share: a real server in a folder of its own, and real clients."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("SPOKESHAVE_BUILD", ROOT / "build/release"))
PROGRAM = BUILD / "spokeshave"
TOOLS = ROOT / ".tools"
START_SECONDS = 30


def clean_environment(home, **more):
    """No setting of this machine leaks into a client: indexes, caches and credentials come from the test."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "TZ") if key in os.environ}
    return {**kept, "HOME": str(home), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INPUT": "1", "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1", **more}


def run(*command, check=True, timeout=300, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{command} exited {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done


class Server:
    """`spokeshave serve` over one data folder; started, stopped and started again by the test."""

    def __init__(self, data, *options, user=None):
        self.data = pathlib.Path(data)
        self.user = user  # a number; given, root starts the server as this user
        self.options = [str(option) for option in options]
        self.process = None
        self.url = None

    def start(self):
        self.log = open(self.data.with_suffix(".log"), "ab")
        begin = self.log.tell()
        self.process = subprocess.Popen(
            [str(PROGRAM), "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", *self.options],
            stdout=self.log, stderr=subprocess.STDOUT, env=clean_environment(self.data.parent),
            user=self.user, group=self.user, extra_groups=[] if self.user is not None else None)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"http://127\.0\.0\.1:\d+", self.output()[begin:])
            if found:
                self.url = found[0]
                with contextlib.suppress(OSError):
                    if self.get("/readyz", token=None)[0] == 200:
                        return self
            time.sleep(0.05)
        raise AssertionError("the server did not start:\n" + self.output()[-4000:])

    def output(self):
        return self.data.with_suffix(".log").read_text(errors="replace")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=30)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def admin_token(self):
        return (self.data / "admin-token").read_text().strip()

    @property
    def address(self):
        return self.url.removeprefix("http://")

    def index(self, repository, secret, user="__token__"):
        return f"http://{user}:{secret}@{self.address}/{repository}/simple/"

    def get(self, path, token="admin", method="GET", body=None, headers=None):
        """Status, headers and body; a JSON answer is decoded."""
        request = urllib.request.Request(self.url + path, method=method, data=json.dumps(body).encode() if body is not None else None)
        if token:
            request.add_header("Authorization", "Bearer " + (self.admin_token if token == "admin" else token))
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        raw = answer.read()
        kind = answer.headers.get("Content-Type", "")
        return answer.status, answer.headers, json.loads(raw) if "json" in kind and raw else raw

    def command(self, *arguments, check=True, timeout=900, **more):
        """A spokeshave command against this server, as its administrator."""
        environment = clean_environment(self.data.parent, SPOKESHAVE_URL=self.url or "", SPOKESHAVE_TOKEN=self.admin_token, **more)
        return run(PROGRAM, *arguments, check=check, timeout=timeout, env=environment)

    def make_token(self, name, scope="python"):
        """(identity, secret) of a new pull token."""
        done = json.loads(self.command("token", "create", name, "--scope", scope, "--output", "json").stdout)
        return done["identity"], done["secret"]


def copy_files(names, source, target):
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy2(source / name, target / name)
    return target
