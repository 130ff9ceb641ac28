"""Real wheels and sdists: our readers and Python's see the same, and canonical forms are read by Python."""

import base64
import csv
import hashlib
import io
import stat
import subprocess
import tarfile
import zipfile

import pytest
from conftest import fetched
from support import BUILD

TOOL = BUILD / "tests/unit/archive/archive_tool"


@pytest.fixture(scope="module")
def files():
    if not TOOL.exists():
        pytest.skip(f"{TOOL} is not built; run scripts/test, or set SPOKESHAVE_BUILD")
    names = ("demo-packages", "test-packages", "archive-packages")
    return sorted(path for name in names for path in fetched(name).iterdir() if path.is_file())


def ask(kind, path, out):
    done = subprocess.run([TOOL, kind, path, out], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    rows = [line.split(" ", 3) for line in done.stdout.splitlines()]
    return {path: (digest, int(size), mode) for digest, size, mode, path in rows}


def members_of_zip(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {info.filename: (hashlib.sha256(archive.read(info)).hexdigest(), info.file_size,
                                "x" if info.external_attr >> 16 & stat.S_IXUSR else "-")
                for info in archive.infolist() if not info.is_dir()}


def members_of_tar(path, mode):
    with tarfile.open(path, mode) as archive:
        return {info.name.removeprefix("./"): (hashlib.sha256(data := archive.extractfile(info).read()).hexdigest(), len(data),
                                               "x" if info.mode & stat.S_IXUSR else "-")
                for info in archive if info.isreg() or info.islnk()}


def check_record(path):
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        record = names[-1]
        assert record.endswith(".dist-info/RECORD")
        rows = list(csv.reader(io.StringIO(archive.read(record).decode())))
        assert [row[0] for row in rows] == names
        for name, digest, size in rows[:-1]:
            data = archive.read(name)
            expected = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == ("sha256=" + expected, len(data))


def test_wheels_are_read_and_rewritten(files, tmp_path):
    """Members equal Python's; the canonical wheel keeps them but for bytecode and RECORD, and is its own canonical form."""
    wheels = [path for path in files if path.suffix == ".whl"]
    assert len(wheels) >= 10
    for path in wheels:
        once, twice = tmp_path / "once.whl", tmp_path / "twice.whl"
        ours = ask("wheel", path, once)
        assert ours == members_of_zip(path), path.name
        kept = members_of_zip(once)
        ask("wheel", once, twice)
        assert once.read_bytes() == twice.read_bytes(), path.name
        check_record(once)
        dropped = {name for name in ours if name not in kept}
        assert all(name.endswith((".pyc", "RECORD.jws", "RECORD.p7s")) for name in dropped), (path.name, dropped)
        assert all(kept[name] == ours[name] for name in kept if not name.endswith(".dist-info/RECORD")), path.name


def test_sdists_are_read_and_written_anew(files, tmp_path):
    """Files equal those of Python's tarfile, before and after."""
    sdists = [path for path in files if path.name.endswith(".tar.gz")]
    assert len(sdists) >= 15
    for path in sdists:
        out = tmp_path / "out.tar"
        ours = ask("source", path, out)
        assert ours == members_of_tar(path, "r:gz"), path.name
        assert ours == members_of_tar(out, "r:"), path.name
