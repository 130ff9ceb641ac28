"""Framing: what the HTTP core takes for one request, compared with nginx's verdicts.

A request that two servers in a row cut differently is a way around every rule of the first. So: whatever nginx
refuses is refused here too, but for the few named below, and what is refused beyond that stands in STRICTER.
"""

import shutil
import socket
import subprocess

import pytest

from conftest import public_folder
from raw_http import RawClient, ask, get, wait_until
from support import Server

HOST = b"Host: a\r\n"
BODY = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


def post(*lines, body=b"", version=b"HTTP/1.1", host=HOST):
    return b"POST / " + version + b"\r\n" + host + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def request(target, version=b"HTTP/1.1"):
    return b"GET " + target + b" " + version + b"\r\n" + HOST + b"\r\n"


CASES = {
    "plain": request(b"/"),
    "old version": b"GET / HTTP/1.0\r\n\r\n",
    "blank line before": b"\r\n" + request(b"/"),
    "absolute form": request(b"http://a/"),
    "length": post(b"Content-Length: 4", body=b"abcd"),
    "chunked": post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "chunked in capitals": post(b"Transfer-Encoding: CHUNKED", body=b"0\r\n\r\n"),
    "length and chunked": post(b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "chunked and length": post(b"Transfer-Encoding: chunked", b"Content-Length: 4", body=b"0\r\n\r\n"),
    "two lengths that differ": post(b"Content-Length: 4", b"Content-Length: 5", body=b"abcde"),
    "two equal lengths": post(b"Content-Length: 4", b"Content-Length: 4", body=b"abcd"),
    "length as a list": post(b"Content-Length: 4, 4", body=b"abcd"),
    "length with a sign": post(b"Content-Length: +4", body=b"abcd"),
    "negative length": post(b"Content-Length: -4", body=b"abcd"),
    "hex length": post(b"Content-Length: 0x4", body=b"abcd"),
    "length too large to count": post(b"Content-Length: 99999999999999999999999", body=b"abcd"),
    "coding gzip": post(b"Transfer-Encoding: gzip", body=BODY),
    "coding xchunked": post(b"Transfer-Encoding: xchunked", body=BODY),
    "coding chunked, gzip": post(b"Transfer-Encoding: chunked, gzip", body=BODY),
    "coding gzip, chunked": post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
    "coding identity, chunked": post(b"Transfer-Encoding: identity, chunked", body=b"0\r\n\r\n"),
    "coding identity": post(b"Transfer-Encoding: identity", body=BODY),
    "coding in quotes": post(b'Transfer-Encoding: "chunked"', body=b"0\r\n\r\n"),
    "coding after a tab": post(b"Transfer-Encoding:\tchunked", body=b"0\r\n\r\n"),
    "empty coding": post(b"Transfer-Encoding:", body=BODY),
    "coding twice": post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "coding on the old version": post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n", version=b"HTTP/1.0"),
    "blank before the colon": post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n"),
    "folded header": post(b"X: a\r\n b"),
    "folded coding": post(b"Transfer-Encoding:\r\n chunked", body=b"0\r\n\r\n"),
    "header without a colon": post(b"Nonsense"),
    "header without a name": post(b": x"),
    "control in a name": post(b"A\x01b: x"),
    "NUL in a value": post(b"A: x\0y"),
    "return in a value": post(b"A: x\ry"),
    "bare line feeds": b"GET / HTTP/1.1\nHost: a\n\n",
    "one bare line feed": b"GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "two equal hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    "empty host": b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "host with a slash": b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "host with a blank": b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "no version": b"GET /\r\nHost: a\r\n\r\n",
    "version 2.0": request(b"/", b"HTTP/2.0"),
    "version 1.2": request(b"/", b"HTTP/1.2"),
    "version in small letters": request(b"/", b"http/1.1"),
    "two blanks": b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n",
    "blank after the version": b"GET / HTTP/1.1 \r\n" + HOST + b"\r\n",
    "method in small letters": b"get / HTTP/1.1\r\n" + HOST + b"\r\n",
    "no such method": b"FROB / HTTP/1.1\r\n" + HOST + b"\r\n",
    "control in the target": request(b"/\x01"),
    "NUL in the target": request(b"/\0"),
    "raw high bytes in the target": request("/ä".encode()),
    "fragment in the target": request(b"/#x"),
    "target without a slash": request(b"healthz"),
    "climbing target": request(b"/../../etc/passwd"),
    "broken escape": request(b"/%zz"),
    "escaped NUL": request(b"/%00"),
    "unknown expectation": post(b"Expect: a-miracle", body=b""),
    "TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64) + b"\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}

# Refused here, let pass by nginx 1.22: each of them has been used to make two servers disagree, or is no HTTP/1.1.
STRICTER = {
    "bare line feeds", "one bare line feed", "two equal lengths", "raw high bytes in the target", "fragment in the target",
    "header without a colon", "header without a name", "control in a name", "version 1.2", "two blanks",
    "blank after the version", "folded header", "folded coding", "blank before the colon",
    "unknown expectation", "return in a value", "no such method", "version 2.0", "HTTP/2 preface",
}
# nginx refuses these and there is no reason to.
LAXER = set()


def refused(answer):
    """Whether the server took the bytes for no request; a 404, 405 or 401 is an answer to one."""
    return answer is None or answer.status in (400, 408, 413, 414, 417, 431, 501, 505)


@pytest.fixture(scope="module")
def server(program):
    folder = public_folder("http")
    with Server(folder / "data") as running:
        running.port = int(running.url.rpartition(":")[2])
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if not program:
        pytest.skip("nginx is not installed: there is nobody to compare verdicts with")
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "root").mkdir()
    (folder / "root/index.html").write_text("x")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port}; root {folder}/root; error_page 405 =200 /index.html; }} }}
""")
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)

    def answers():
        try:
            return ask(port, get("/")) is not None
        except OSError:
            return False
    assert wait_until(answers), "nginx did not start"
    yield port
    process.terminate()
    process.wait(timeout=10)


@pytest.mark.parametrize("name", CASES)
def test_verdict_is_nginx_s_or_stricter(server, nginx, name):
    ours = refused(ask(server.port, CASES[name]))
    theirs = refused(ask(nginx, CASES[name]))
    if name in LAXER:
        assert (ours, theirs) == (False, True)
    elif theirs:
        assert ours, "nginx refuses this and we do not"
    elif ours:
        assert name in STRICTER, "we refuse this and nginx does not: a rule of ours, or a mistake?"


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("coding", "length", "two", "chunked and"))])
def test_a_refused_body_is_never_the_next_request(server, name):
    with RawClient(server.port) as client:
        client.send(CASES[name])
        first = client.answer()
        if not refused(first):
            pytest.skip("accepted, so its body is a body")
        assert client.closed()
        assert b"smuggled" not in client.buffer
        assert not client.buffer.startswith(b"HTTP/"), "a second answer to one request"


def test_pipelined_answers_come_in_order(server):
    with RawClient(server.port) as client:
        client.send(get("/healthz") + get("/nothing/here") + get("/healthz", method="HEAD") + get("/readyz") + get("/healthz"))
        assert client.answer().body == b"ok\n"
        assert client.answer().status == 404
        assert client.answer(head_only=True).headers["content-length"] == "3"
        assert client.answer().body == b"ready\n"
        assert client.answer().body == b"ok\n"


def test_every_refusal_is_a_problem_with_an_event_that_the_log_has(server):
    import json
    for data in (CASES["coding gzip"], CASES["no host"], CASES["escaped NUL"], get("/python/nothing")):
        answer = ask(server.port, data)
        assert answer.headers["content-type"] == "application/problem+json"
        problem = json.loads(answer.body)
        assert problem["status"] == answer.status
        assert wait_until(lambda: problem["event"] in server.output()), "the log does not know the event"
