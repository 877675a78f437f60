"""A virus scanner for tests: Debian's clamd with one signature of our own, or a fake of it."""

import os
import pwd
import shutil
import socket
import socketserver
import struct
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

# The harmless text that every scanner takes for a virus, in two halves, so that none minds this.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PATIENCE = 30


def program():
    """The path of clamd, or None; `make test` installs it where that is its to do."""
    return os.environ.get("CLAMD") or shutil.which("clamd", path=f"{os.defpath}:/usr/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def real():
    """Both addresses of a clamd that knows nothing but EICAR, run as an ordinary user."""
    folder, port = Path(tempfile.mkdtemp(prefix="p2i-clamd-")), free_port()
    (folder / "own.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}\nTCPAddr 127.0.0.1\nTCPSocket {port}\n"
        f"LocalSocket {folder}/clamd.sock\nForeground yes\n"
    )
    command = [program(), "-c", folder / "clamd.conf"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd="/", **quiet, **_ordinary_user(folder))
    try:
        _wait_for(port, process)
        yield {"tcp": f"tcp://127.0.0.1:{port}", "unix": f"unix://{folder}/clamd.sock"}
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _ordinary_user(folder):
    """Root gives the folder away, and itself up."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_for(port, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            threading.Event().wait(0.05)
    raise AssertionError("clamd did not start")


class _Fake(socketserver.StreamRequestHandler):
    """Reads INSTREAM as clamd does and answers as it is told; None means: never."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        received = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            received += self.rfile.read(size)
        answer = self.server.answer(received)
        if answer is None:
            self.server.is_over.wait(PATIENCE)
        else:
            self.wfile.write(answer)


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


def knows_eicar(received):
    return b"stream: Test.Eicar FOUND\0" if EICAR in received else b"stream: OK\0"


@contextmanager
def fake(answer=knows_eicar):
    """Not clamd: a few lines that speak its protocol. Yields its address."""
    with _Server(("127.0.0.1", 0), _Fake) as server:
        server.answer, server.is_over = answer, threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.is_over.set()
        server.shutdown()
