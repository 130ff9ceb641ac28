"""Hostile clients: floods, half requests, clients that leave. An error or a cut, no leak, no crash."""

import base64
import json
import shutil

import pytest

from conftest import public_folder
from raw_http import RawClient, ask, get, listener_process, open_descriptors, resident_bytes, wait_until
from support import Server


@pytest.fixture(scope="module")
def server(program):
    folder = public_folder("http")
    with Server(folder / "data") as running:
        running.port = int(running.url.rpartition(":")[2])
        running.listener = listener_process(running.port)
        yield running
        assert running.process.poll() is None, "the server did not survive"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_leaks(server):
    """After each test the server answers, with as many descriptors as before."""
    ask(server.port, get("/healthz"))
    before = open_descriptors(server.listener)
    yield
    assert ask(server.port, get("/healthz")).status == 200
    assert wait_until(lambda: open_descriptors(server.listener) <= before + 2), "descriptors leak"


@pytest.mark.parametrize("path", [
    "/python/simple/%2e%2e/", "/python/simple/..%2f", "/%2e%2e/%2e%2e/etc/passwd", "/python/simple/flask%2f..%2fx/",
    "/python/simple/flask%5c/", "/python/simple/flask%00/", "/python/simple/%252e%252e/", "/python/simple/flask;x=y/",
    "/python/simple/flask%3bx/", "/python/simple/%c0%af/", "/python/simple/%ff/", "/python/simple/%/", "/python/simple/%2/",
    "/python/simple/%0d%0aSet-Cookie:x/", "/python\\simple/", "/python/simple/./", "/api/v1/%2e%2e/tokens",
])
def test_item_207_percent_games_are_400(server, path):
    answer = ask(server.port, get(path))
    assert answer.status == 400
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/python/simple/flask/", "/python/%73imple/flask/", "/%70ython/simple/flask/",
                                  "/python/packages/sha256/" + "0" * 64 + "/x.whl", "/files/flask/x.tar.gz",
                                  "/nothing/simple/flask/", "/api/v1/tokens", "/api/v1/trust"])
def test_no_alias_is_a_way_around_rights(server, path):
    answer = ask(server.port, get(path))
    assert answer.status == 401, "whatever the spelling, and whether or not it is there"
    assert answer.headers["www-authenticate"].startswith("Bearer" if "/api/" in path else "Basic")
    assert answer.headers["cache-control"] == "no-store"


def test_floods_are_cut_at_their_limits(server):
    assert ask(server.port, b"GET /" + b"a" * 100_000).status == 414
    assert ask(server.port, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 10_000).status == 431
    assert ask(server.port, b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 1_000_000).status == 431
    assert ask(server.port, b"A" * 1_000_000).status == 414
    assert ask(server.port, b"\r\n" * 100_000).status == 400


def test_a_large_body_is_refused_before_it_is_read(server):
    token = server.admin_token
    head = get("/api/v1/tokens", f"Authorization: Bearer {token}", "Content-Type: application/json",
               "Content-Length: 10000000000", "Expect: 100-continue", method="POST")
    answer = ask(server.port, head)
    assert answer.status == 413
    unknown = get("/api/v1/tokens", "Content-Type: application/json", "Content-Length: 100", "Expect: 100-continue", method="POST")
    assert ask(server.port, unknown).status == 401, "item 125: refused before its body is asked for"


def test_chunk_floods_are_cut(server):
    head = get("/api/v1/tokens", f"Authorization: Bearer {server.admin_token}", "Content-Type: application/json",
               "Transfer-Encoding: chunked", method="POST")
    assert ask(server.port, head + b"1\r\nx\r\n" * 2_000_000).status == 413
    assert ask(server.port, head + b"1;" + b"x" * 100_000).status == 400
    assert ask(server.port, head + b"ffffffffffffffff\r\n").status in (400, 413)
    assert ask(server.port, head + b"0\r\n" + b"T: u\r\n" * 20_000).status == 400


def test_many_half_requests_hold_up_nobody(server):
    before = resident_bytes(server.listener)
    clients = [RawClient(server.port) for _ in range(500)]
    try:
        for number, client in enumerate(clients):
            client.send(get("/healthz")[: 5 + number % 30])
        assert ask(server.port, get("/healthz")).status == 200
        assert resident_bytes(server.listener) - before < 500 * 20_000
    finally:
        for client in clients:
            client.socket.close()


def test_clients_that_leave_anywhere_leave_nothing_behind(server):
    token = server.admin_token
    whole = get("/api/v1/tokens", f"Authorization: Bearer {token}", "Content-Type: application/json",
                "Content-Length: 40", method="POST") + b'{"name": "never-made", "kind": "pull"'
    for cut in range(1, len(whole), 7):
        with RawClient(server.port) as client:
            client.send(whole[:cut])
    status, _, body = server.get("/api/v1/tokens")
    assert status == 200
    assert all(token["name"] != "never-made" for token in body["tokens"])


def test_answers_that_nobody_reads_are_cut(server):
    clients = [RawClient(server.port) for _ in range(50)]
    for client in clients:
        client.send(get("/") * 200)
    for client in clients:
        client.socket.close()
    assert ask(server.port, get("/healthz")).status == 200


def test_I9_and_item_213_no_secret_reaches_a_log(server):
    secret = "spoke_" + "Zq9" * 14 + "Zabcdef"
    basic = base64.b64encode(f"user:{secret}".encode()).decode()
    encoded = "".join(f"%{ord(c):02x}" for c in secret)
    for data in (get(f"/{secret}/python/simple/"), get(f"/{encoded}/simple/x"), get(f"/python/simple/?token={secret}"),
                 get("/python/simple/", f"Authorization: Basic {basic}"), get("/", f"User-Agent: pip {secret}"),
                 get("/", f"Authorization: Bearer {secret}"), f"GET /{secret} HTTP/1.1\r\n\r\n".encode(),
                 f"GET /{secret}{'a' * 9000}".encode(), f"FROB /{secret}\r\n\r\n".encode(),
                 get(f"http://user:{secret}@host/x"), get(f"/api/v1/tokens/{secret}", method="DELETE")):
        answer = ask(server.port, data)
        assert secret.encode() not in answer.body
        assert secret not in str(answer.headers)
    with RawClient(server.port) as half:
        half.send(f"GET /{secret} HTTP/1.1\r\nHos".encode())
    last = json.loads(ask(server.port, get("/python/simple/")).body)["event"]
    assert wait_until(lambda: last in server.output())
    output = server.output()
    assert "Zq9Zq9" not in output
    assert basic not in output and encoded[18:60] not in output
