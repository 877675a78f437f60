"""PostgreSQL and Redis for as long as a command runs: on free ports, in a temporary folder.

    python scripts/servers.py [--durable] command ...

Durable, PostgreSQL keeps what was committed whatever happens to it, as in production; otherwise
it is quick. A server that runs already is used only if its address is given: TEST_DATABASE_URL,
TEST_REDIS_URL.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis

import processes
from system import Missing, is_root, server_program

try:  # as Django does
    import psycopg as driver
except ImportError:
    import psycopg2 as driver

PATIENCE = 30


@contextlib.contextmanager
def running(*, durable=False):
    """The environment variables that lead to both servers."""
    folder = Path(tempfile.mkdtemp(prefix="p2i-servers-"))
    folder.chmod(0o711)
    started = []
    try:
        database = os.environ.get("TEST_DATABASE_URL") or start_postgres(folder, started, durable)
        broker = os.environ.get("TEST_REDIS_URL") or start_redis(folder, started)
        yield {"DATABASE_URL": database, "REDIS_URL": broker}
    finally:
        processes.stop(started, signal.SIGINT)  # PostgreSQL: do not wait for its clients
        shutil.rmtree(folder, ignore_errors=True)


def start(name, command, folder, started, **options):
    """Start a server as an ordinary user, its output in a log that is shown if it fails."""
    with (folder / f"{name}.log").open("w") as log:
        process = processes.start(command, stdout=log, stderr=log, cwd="/", **options)
    started.append(process)
    return process


def wait_for(name, folder, process, ask):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None and not processes.told_to_stop:
        try:
            return ask()
        except (driver.OperationalError, redis.ConnectionError):
            time.sleep(0.05)
    if processes.told_to_stop:
        sys.exit(130)
    raise Missing(f"{name} did not start:\n{(folder / f'{name}.log').read_text()[-2000:]}")


QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def start_postgres(folder, started, durable):
    home, port, password = folder / "postgres", free_port(), secrets.token_hex()
    init_postgres(home, password)
    process = serve_postgres(folder, port, started, durable)
    address = f"postgres://postgres:{password}@127.0.0.1:{port}"

    def create_database():
        with contextlib.closing(driver.connect(f"{address}/postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE p2i")

    wait_for("postgres", folder, process, create_database)
    return f"{address}/p2i"


def make_database(address, made, like="template1"):
    """Make a database of this name beside the one at this address, and tell its own address."""
    server = address.rpartition("/")[0]
    with contextlib.closing(driver.connect(f"{server}/postgres")) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"DROP DATABASE IF EXISTS {made}")
        connection.cursor().execute(f"CREATE DATABASE {made} TEMPLATE {like.rpartition('/')[2]}")
    return f"{server}/{made}"


def init_postgres(home, password):
    initdb = server_program("initdb")  # may bring the user of that name, too
    home.mkdir(mode=0o700)
    (home / "password").write_text(password)
    if is_root():
        user = pwd.getpwnam("postgres")
        for path in (home, home / "password"):
            os.chown(path, user.pw_uid, user.pw_gid)
    made = subprocess.run(
        [initdb, "-D", home / "data", "-U", "postgres", "-N"]
        + ["-A", "scram-sha-256", "--pwfile", home / "password", "-E", "UTF8", "--locale=C.UTF-8"],
        **{"cwd": "/", "capture_output": True, "text": True, **ordinary_user()},
    )
    if made.returncode:
        raise Missing(f"initdb failed:\n{made.stderr}")


def serve_postgres(folder, port, started, durable):
    """Start the server on what `init_postgres` made, also once more after it was killed."""
    home = folder / "postgres"
    settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={home}"]
    settings += ["max_connections=200", *(() if durable else QUICK)]
    options = [part for setting in settings for part in ("-c", setting)]
    command = [server_program("postgres"), "-D", home / "data", "-p", str(port), *options]
    return start("postgres", command, folder, started, **ordinary_user())


def ordinary_user():
    """Who PostgreSQL runs as: it refuses root."""
    if not is_root():
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def start_redis(folder, started):
    port, password = free_port(), secrets.token_hex()
    process = start(
        "redis", [server_program("redis-server"), "-"], folder, started, stdin=subprocess.PIPE
    )
    lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", "appendonly no"]
    process.stdin.write("\n".join([*lines, 'save ""', f"dir {folder}"]).encode())
    process.stdin.close()
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    wait_for("redis", folder, process, redis.Redis.from_url(address).ping)
    return address


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main(command):
    processes.listen()
    durable = command[:1] == ["--durable"]
    try:
        with running(durable=durable) as addresses:
            child = processes.start(command[durable:], env={**os.environ, **addresses})
            try:
                processes.first_to_end([child])
            finally:
                processes.stop([child], signal.SIGINT, patience=20)
    except Missing as missing:
        sys.exit(str(missing))
    return 130 if processes.told_to_stop else child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
