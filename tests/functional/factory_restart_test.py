"""A server that is killed while it builds: nothing half-made is seen, and the build goes on afterwards."""

import time

from conftest import public_folder
from factory_hostile_test import write_sdist


def state_of(server, build):
    return server.get(f"/api/v1/builds/{build}")[2]["state"]


def wait_for(server, build, wanted, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if state_of(server, build) in wanted:
            return state_of(server, build)
        time.sleep(0.1)
    raise AssertionError(f"the build is {state_of(server, build)}, not one of {wanted}")


def test_a_build_survives_the_death_of_the_server(make_server):
    """Killed in the middle of a build; the next start takes it up again and publishes it once."""
    folder = public_folder("slow")
    write_sdist(folder, "slow", "time.sleep(3)")
    server = make_server(folder)
    answer = server.get("/api/v1/requests", method="POST", body={"requirements": ["slow"]}, headers={"Content-Type": "application/json"})
    assert answer[0] == 202, answer
    build = answer[2]["requests"][0]["build"]
    wait_for(server, build, {"building"}, 60)
    server.kill()
    server.start()
    assert server.get("/python/simple/slow/")[0] in (200, 404)
    assert wait_for(server, build, {"published", "failed"}, 120) == "published"
    page = server.get("/python/simple/slow/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})[2]
    assert sorted(file["filename"] for file in page["files"]) == ["slow-1.0-1-py3-none-any.whl", "slow-1.0.tar.gz"]
