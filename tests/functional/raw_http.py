"""A client that sends bytes as they are given, and what the HTTP tests look up about the server's process."""

import pathlib
import socket
import time


class Answer:
    def __init__(self, raw_head, body):
        line, _, rest = raw_head.partition(b"\r\n")
        self.line = line.decode("latin-1")
        self.status = int(line.split()[1]) if line.startswith(b"HTTP/") else 0
        self.headers = {}
        for header in rest.split(b"\r\n"):
            name, _, value = header.partition(b":")
            if name:
                self.headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
        self.body = body


class RawClient:
    def __init__(self, port, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has closed already: what it said stands in the socket
        return self

    def fill(self):
        try:
            data = self.socket.recv(65536)
        except (ConnectionResetError, TimeoutError):
            return False
        self.buffer += data
        return bool(data)

    def answer(self, head_only=False):
        """The next answer, or None when the server closes without one."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.fill():
                return None
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        answer = Answer(head, b"")
        length = int(answer.headers.get("content-length", 0))
        if head_only or answer.status in (204, 304) or answer.status < 200:
            length = 0
        while len(rest) < length:
            if not self.fill():
                break
            rest = self.buffer.partition(b"\r\n\r\n")[2]
        answer.body, self.buffer = rest[:length], rest[length:]
        return answer

    def closed(self):
        """Whether the server closes the connection (waits for it)."""
        while self.fill():
            pass
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False


def ask(port, data, **options):
    with RawClient(port) as client:
        return client.send(data).answer(**options)


def get(path, *lines, method="GET", version="HTTP/1.1"):
    return "\r\n".join([f"{method} {path} {version}", "Host: test", *lines, "", ""]).encode("latin-1")


def listener_process(port):
    """The process that listens on the port: the server role, not its supervisor."""
    inodes = set()
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and int(fields[1].split(":")[1], 16) == port:
            inodes.add(f"socket:[{fields[9]}]")
    for process in pathlib.Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if any(str(fd.readlink()) in inodes for fd in (process / "fd").iterdir()):
                return process
        except OSError:
            continue
    raise AssertionError(f"nobody listens on {port}")


def open_descriptors(process):
    return len(list((process / "fd").iterdir()))


def resident_bytes(process):
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


def wait_until(condition, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False
