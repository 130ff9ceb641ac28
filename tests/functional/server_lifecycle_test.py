"""`spokeshave serve` from first start to last: processes, users, files, refusals, stopping."""

import json
import os
import pathlib
import socket
import sqlite3
import stat

import pytest

from support import PROGRAM, Server, clean_environment, run


def roles_of(server):
    """The role processes by name: (process id, user id)."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text().split("\0")
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == server.process.pid:
                found[words[2]] = (int(folder.name), folder.stat().st_uid)
        except (OSError, IndexError):
            continue
    return found


def test_first_start_makes_everything_and_later_ones_find_it(make_server, tmp_path):
    """The token is shown at the first start only; repositories and keys stay."""
    server = make_server()
    assert "first start" in server.output()
    mode = (server.data / "admin-token").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    token = server.admin_token
    assert server.get("/api/v1/builds")[0] == 200
    trust = server.get("/api/v1/trust")[2]
    assert server.stop() == 0
    (server.data / "admin-token").rename(tmp_path / "token")
    server.start()
    assert not (server.data / "admin-token").exists(), "never made again (I15)"
    assert server.get("/api/v1/trust", token=token)[2] == trust


def test_F4_each_role_has_a_user_of_its_own_and_the_keys_are_closed(make_server):
    """Started as root, four users; the signer alone reads the keys."""
    if os.geteuid() != 0:
        pytest.skip("needs root: as a plain user all roles run as that user")
    server = make_server()
    roles = roles_of(server)
    assert set(roles) == {"server", "signer", "builder"}, roles
    users = [user for _, user in roles.values()]
    assert len(set(users)) == len(users) and 0 not in users
    assert (server.data / "keys").stat().st_uid == roles["signer"][1]
    assert stat.S_IMODE((server.data / "keys").stat().st_mode) == 0o700
    assert (server.data / "catalog").stat().st_uid == roles["server"][1]
    opened = [os.readlink(link) for link in pathlib.Path(f"/proc/{roles['builder'][0]}/fd").iterdir()]
    assert not [path for path in opened if path.startswith(f"{server.data}/")], "nothing of the data folder is open in the builder"


def test_a_role_that_dies_ends_all_and_is_named(make_server):
    server = make_server()
    os.kill(roles_of(server)["signer"][0], 9)
    assert server.process.wait(timeout=60) == 1
    assert "the signer ended by signal 9" in server.output()
    server.start()
    assert server.get("/readyz", token=None)[0] == 200


def test_a_second_server_on_one_folder_refuses_to_start(make_server):
    server = make_server()
    second = run(PROGRAM, "serve", "--data", server.data, "--listen", "127.0.0.1:0", check=False, env=clean_environment(server.data.parent))
    assert second.returncode == 1
    assert str(server.data) in second.stderr and "lock" in second.stderr
    assert server.get("/readyz", token=None)[0] == 200


def test_a_newer_schema_is_refused_with_a_clear_message(make_server):
    server = make_server()
    server.stop()
    database = sqlite3.connect(server.data / "catalog" / "catalog.sqlite")
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    table = next(name for name in tables if "schema" in name)
    column = [row[1] for row in database.execute(f"PRAGMA table_info({table})")][0]
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    newest = list(database.execute(f"SELECT * FROM {table} ORDER BY {column} DESC LIMIT 1").fetchone())
    newest[0] = 9999
    database.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", newest)
    database.commit()
    database.close()
    again = run(PROGRAM, "serve", "--data", server.data, "--listen", "127.0.0.1:0", check=False, env=clean_environment(server.data.parent))
    assert again.returncode != 0
    assert "9999" in again.stderr and "newer" in again.stderr, again.stderr


@pytest.mark.parametrize("options, expected", [
    (["--lisen", "x"], 'did you mean "--listen"?'),
    (["--listen", "0.0.0.0:0"], "listen on 127.0.0.1"),
    (["--listen", "nowhere"], "ADDRESS:PORT"),
    (["--upstream", "/nonexistent"], "/nonexistent"),
])
def test_wrong_settings_are_refused_before_anything_listens(program, tmp_path, options, expected):
    tmp_path.chmod(0o755)
    done = run(program, "serve", "--data", f"/var/tmp/{tmp_path.name}-data", *options, check=False, env=clean_environment(tmp_path))
    run("rm", "-rf", f"/var/tmp/{tmp_path.name}-data")
    assert done.returncode != 0
    assert expected in done.stderr, done.stderr
    assert "listens at" not in done.stdout


def test_stopping_with_an_idle_connection_is_clean(make_server):
    """SIGTERM does not wait for a client that keeps its connection open."""
    server = make_server()
    host, port = server.address.split(":")
    with socket.create_connection((host, int(port))) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(4096).startswith(b"HTTP/1.1 200")
        assert server.stop() == 0
        while idle.recv(4096):
            pass


def test_tokens_by_command(make_server):
    """create, list, use, revoke; the secret is shown once and its forms fit their tools."""
    server = make_server()
    created = json.loads(server.command("token", "create", "ci", "--ttl", "1h", "--output", "json").stdout)
    assert created["secret"].startswith("spoke_") and "/" in created["identity"]
    assert server.get("/python/simple/", token=created["secret"])[0] == 200
    listed = server.command("token", "list").stdout
    assert "ci" in listed and created["secret"] not in listed
    env = server.command("token", "create", "shell", "--output", "env").stdout
    assert env.startswith("export SPOKESHAVE_PYTHON_IDENTITY_ID=") and "export SPOKESHAVE_PYTHON_TOKEN=" in env
    assert "login" in server.command("token", "create", "net", "--output", "netrc").stdout
    server.command("token", "revoke", created["id"])
    status, headers, problem = server.get("/python/simple/", token=created["secret"])
    assert status == 401 and headers["WWW-Authenticate"].startswith("Basic realm=")
    assert "revoked" in problem["detail"]
    assert server.get("/python/simple/", token=None)[0] == 401
    assert created["secret"] not in server.output()
    too_long = server.command("token", "create", "x", "--ttl", "9000h", check=False)
    assert too_long.returncode == 2 and "8760" in too_long.stderr
