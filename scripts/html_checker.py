"""The Nu HTML checker, of those who write the standard: fetched by npm once, run by Java."""

import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import system

PACKAGE = "vnu-jar@26.9.27"
KEPT = Path(__file__).resolve().parent.parent / ".venv" / f"{PACKAGE.replace('@', '-')}.jar"
INSIDE = "package/build/dist/vnu.jar"
TOOLS = {"java": "default-jre-headless", "npm": "npm"}


class Missing(Exception):
    """The checker cannot be had on this machine; the text says why."""


def jar():
    """Its path, fetched at the first call."""
    for tool, package in TOOLS.items():
        if not shutil.which(tool) and not system.install(package):
            raise Missing(f"The HTML checker needs {tool}. Install it (Debian: {package}).")
    if not KEPT.exists():
        _fetch()
    return KEPT


def _fetch():
    """In a folder of its own, and then in one move: two tests may begin at the same time."""
    with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:
        command = ["npm", "pack", "--silent", PACKAGE]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise Missing(f"npm could not fetch {PACKAGE}: {done.stderr[-500:]}")
        fetched = Path(folder) / KEPT.name
        packed = Path(folder) / done.stdout.split()[-1]
        with tarfile.open(packed) as package, package.extractfile(INSIDE) as content:
            fetched.write_bytes(content.read())
        fetched.replace(KEPT)


def errors_in(folder):
    """What is wrong in the .html files of a folder, as "file: line: message"."""
    command = ["java", "-jar", str(jar()), "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stderr)["messages"]
    return [
        f"{Path(one['url']).name}: {one.get('lastLine')}: {one['message']}"
        for one in found
        if one["type"] != "info"
    ]
