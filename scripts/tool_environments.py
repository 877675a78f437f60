"""Environments of their own for tools that must not stand beside the site's parts.

Each is made from its pinned requirements with their hashes, and anew once these change.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tools"


class NotMade(Exception):
    """The environment could not be made; the text says why."""


def programs_of(name):
    """The folder of programs of `requirements-<name>.txt`, installed if they are not yet."""
    pins = ROOT / f"requirements-{name}.txt"
    home, stamp = FOLDER / name, FOLDER / name / "installed"
    wanted = hashlib.sha256(pins.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {pins.name}", file=sys.stderr, flush=True)
        shutil.rmtree(home, ignore_errors=True)
        run(sys.executable, "-m", "venv", home)
        python = home / "bin" / "python"
        uv = Path(sys.executable).parent / "uv"
        run(uv, "pip", "install", "-q", "--require-hashes", "--python", python, "-r", pins)
        stamp.write_text(wanted)
    return home / "bin"


def run(*command):
    environment = {key: it for key, it in os.environ.items() if key != "VIRTUAL_ENV"}
    try:
        subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    except subprocess.CalledProcessError as fault:
        last = (fault.stderr.strip() or "it said nothing").splitlines()[-1]
        raise NotMade(f"{Path(command[0]).name} failed: {last}") from None
    except OSError as fault:
        raise NotMade(str(fault)) from None
