#!/usr/bin/env python3
"""The HTTP core against nginx with the same bytes: requests a second and CPU a request, as ratios.

    SPOKESHAVE_BUILD=build/release bench/http.py [--rounds 5] [--seconds 4] [--case NAME]

Both serve on loopback, pinned to core 0, one thread or worker each; wrk is pinned to the last core; rounds alternate.
Spokeshave checks a token and writes its access log; nginx checks nothing and logs nothing. Each ratio is ours to nginx in
the same round; printed are median (least-most). CPU a request is the one to look at on a busy machine (nginx and Spokeshave
suffer alike); for downloads it is throughput, since what is charged to server or client differs with MSG_MORE.
Nothing is asserted. Needs nginx and wrk.
"""

import sys

sys.path.pop(0)  # this folder, where this file would stand for the standard library's http

import argparse
import base64
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = pathlib.Path(os.environ.get("SPOKESHAVE_BUILD", ROOT / "build/release")) / "spokeshave"
JSON = "application/vnd.pypi.simple.v1+json"


def make_wheel(folder, name, version, padding=0):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        info = f"{name}-{version}.dist-info"
        archive.writestr(f"{name}.bin", os.urandom(padding))
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    (folder / f"{name}-{version}-py3-none-any.whl").write_bytes(data.getvalue())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pinned(core, *command):
    return ["taskset", "-c", str(core), *map(str, command)]


def start_spokeshave(folder, upstream):
    log = open(folder / "log", "wb")
    process = subprocess.Popen(pinned(0, PROGRAM, "serve", "--data", folder / "data", "--listen", "127.0.0.1:0",
                                      "--http-threads", "1", "--upstream", upstream), stdout=log, stderr=log)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", (folder / "log").read_text(errors="replace"))
        if found:
            return process, int(found[1])
        time.sleep(0.1)
    sys.exit("the server did not start:\n" + (folder / "log").read_text())


def start_nginx(folder, port, routes):
    (folder / "nginx").mkdir()
    locations = "".join(f"location = {path} {{ alias {file}; default_type {kind}; add_header Vary Accept; {extra} }}\n"
                        for path, file, kind, extra in routes)
    (folder / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {folder}/nginx/pid; error_log /dev/null crit; user root;
events {{ worker_connections 512; }}
http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000; open_file_cache_valid 60s; gzip_static off;
keepalive_requests 100000000; types {{}} client_body_temp_path {folder}/nginx/a; proxy_temp_path {folder}/nginx/b;
fastcgi_temp_path {folder}/nginx/c; uwsgi_temp_path {folder}/nginx/d; scgi_temp_path {folder}/nginx/e;
server {{ listen 127.0.0.1:{port}; {locations} }} }}
""")
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    return subprocess.Popen(pinned(0, program, "-p", folder / "nginx", "-c", folder / "nginx.conf"), stderr=subprocess.DEVNULL)


def family(pid):
    """The process and all below it."""
    pids, out = [pid], []
    while pids:
        one = pids.pop()
        out.append(one)
        for task in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
            pids += map(int, task.read_text().split())
    return out


def cpu_seconds(pid):
    total = 0
    for one in family(pid):
        for stat in pathlib.Path(f"/proc/{one}/task").glob("*/schedstat"):
            total += int(stat.read_text().split()[0])
    return total / 1e9


def get(port, path, headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read(), answer.headers


def load(port, path, headers, connections, seconds, pid):
    cores = os.cpu_count() or 1
    before = cpu_seconds(pid)
    done = subprocess.run(pinned(cores - 1, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s",
                                 *(part for name, value in headers.items() for part in ("-H", f"{name}: {value}")),
                                 f"http://127.0.0.1:{port}{path}"), capture_output=True, text=True, check=True)
    spent = cpu_seconds(pid) - before
    requests = int(re.search(r"(\d+) requests in", done.stdout)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    if bad:
        sys.exit(f"{path}: {bad[0]}")
    return rate, spent / max(requests, 1)


def show(name, ours, theirs):
    def ratios(index):
        values = [mine[index] / their[index] for mine, their in zip(ours, theirs)]
        return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"
    rate, cpu = statistics.median(mine[0] for mine in ours), statistics.median(mine[1] for mine in ours) * 1e6
    print(f"{name:<24} throughput {ratios(0):<20} CPU a request {ratios(1):<20} ours {rate:,.0f}/s, {cpu:.2f} us", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--case")
    options = parser.parse_args()
    for tool in ("nginx", "wrk", "taskset"):
        if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin"):
            sys.exit(f"{tool} is not installed")

    folder = pathlib.Path(tempfile.mkdtemp(prefix="spoke-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    upstream = folder / "upstream"
    upstream.mkdir()
    for number in range(4):
        make_wheel(upstream, "small", f"1.{number}")
    for number in range(130):
        make_wheel(upstream, "large", f"1.{number}")
    make_wheel(upstream, "heavy", "1.0", 1 << 20)
    server, port = start_spokeshave(folder, upstream)
    nginx = None
    try:
        token = (folder / "data/admin-token").read_text().strip()
        auth = {"Authorization": "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()}
        pip = {**auth, "Accept": f"{JSON}, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01",
               "User-Agent": 'pip/23.2.1 {"ci":null,"cpu":"x86_64","implementation":{"name":"CPython","version":"3.11.2"}}'}

        def page(name):
            body, headers = get(port, f"/python-public/simple/{name}/", {**pip, "Accept-Encoding": "identity"})
            (folder / f"{name}.json").write_bytes(body)
            (folder / f"{name}.json.gz").write_bytes(gzip.compress(body, 6))
            return body, headers
        small, small_headers = page("small")
        large, _ = page("large")
        listing, _ = page("heavy")
        heavy = "/python-public/" + json.loads(listing)["files"][0]["url"].removeprefix("../../")
        wheel, _ = get(port, heavy, auth)
        assert hashlib.sha256(wheel).hexdigest() == json.loads(listing)["files"][0]["hashes"]["sha256"]

        encoded = "add_header Content-Encoding gzip;"
        nginx_port = free_port()
        nginx = start_nginx(folder, nginx_port, [
            ("/small", folder / "small.json", JSON, ""), ("/small.gz", folder / "small.json.gz", JSON, encoded),
            ("/large", folder / "large.json", JSON, ""), ("/large.gz", folder / "large.json.gz", JSON, encoded),
            ("/heavy", upstream / "heavy-1.0-py3-none-any.whl", "application/octet-stream", "")])
        time.sleep(1)
        etag = {"If-None-Match": small_headers["ETag"]}
        nginx_etag = {"If-None-Match": get(nginx_port, "/small", {})[1]["ETag"]}
        packed, plain = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}
        cases = [
            (f"page {len(small) / 1024:.1f} KB", "/python-public/simple/small/", {**pip, **plain}, "/small", {**pip, **plain}, 64),
            ("the same, gzip", "/python-public/simple/small/", {**pip, **packed}, "/small.gz", {**pip, **packed}, 64),
            (f"page {len(large) / 1024:.0f} KB", "/python-public/simple/large/", {**pip, **plain}, "/large", {**pip, **plain}, 64),
            ("the same, gzip", "/python-public/simple/large/", {**pip, **packed}, "/large.gz", {**pip, **packed}, 64),
            ("304", "/python-public/simple/small/", {**pip, **plain, **etag}, "/small", {**pip, **plain, **nginx_etag}, 64),
            ("Connection: close", "/python-public/simple/small/", {**pip, **plain, "Connection": "close"}, "/small",
             {**pip, **plain, "Connection": "close"}, 64),
            ("wheel 1 MB", heavy, pip, "/heavy", pip, 16)]
        for name, path, headers, nginx_path, nginx_headers, connections in cases:
            if options.case and options.case not in name:
                continue
            ours, theirs = [], []
            for _ in range(options.rounds):
                get(port, path, {key: value for key, value in headers.items() if key != "If-None-Match"})
                ours.append(load(port, path, headers, connections, options.seconds, server.pid))
                theirs.append(load(nginx_port, nginx_path, nginx_headers, connections, options.seconds, nginx.pid))
            show(name, ours, theirs)
    finally:
        for process in filter(None, (nginx, server)):
            process.terminate()
            process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
