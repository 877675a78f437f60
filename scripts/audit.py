"""Ask a database of known holes about each pin: `make audit`.

Exit status 0: it knows none. 1: it knows some, which are printed. 3: not checked, and why. What
does not know an old and famous hole is no database, so that silence is never "all good".
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tool_environments import NotMade, programs_of

ROOT = Path(__file__).resolve().parent.parent
HOLES, NOT_CHECKED = 1, 3
PROBE = "django==3.2.1"  # whose holes every database of holes knows
SECONDS = 600


class NotChecked(Exception):
    """Nothing can be said about the pins; the text says why."""


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pins", nargs="?", default=ROOT / "requirements-production.txt")
    parser.add_argument("--service", choices=["pypi", "osv"], default="pypi")
    given = parser.parse_args(arguments)
    try:
        holes, number = look(Path(given.pins), given.service)
    except NotChecked as why:
        print(f"not checked: {why}")
        return NOT_CHECKED
    for name, version, known in holes:
        fixed = ", ".join(known["fix_versions"]) or "no version yet"
        print(f"{name} {version}: {known['id']}, mended in {fixed}")
    print(f"{number} pins checked, {len(holes)} known holes")
    return HOLES if holes else 0


def look(pins, service):
    """The holes of these pins as `(name, version, what is known)`, and how many were looked at."""
    try:
        program = programs_of("scanners") / "pip-audit"
    except NotMade as why:
        raise NotChecked(f"the program that asks could not be installed ({why})") from None
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as probe:
        probe.write(f"{PROBE}\n")
        probe.flush()
        if not holes_in(ask(program, service, Path(probe.name))):
            raise NotChecked(f"{service} knows no hole of {PROBE}, so it is no database of holes")
    answer = ask(program, service, pins)
    unknown = [f"{it['name']} ({it['skip_reason']})" for it in answer if "skip_reason" in it]
    if unknown or not answer:
        raise NotChecked(f"{service} was not asked about {', '.join(unknown) or 'anything'}")
    return holes_in(answer), len(answer)


def holes_in(answer):
    return [
        (part["name"], part["version"], hole) for part in answer for hole in part.get("vulns", ())
    ]


def ask(program, service, pins):
    """What pip-audit says of each pin. It ends with 1 for holes and for its own failures alike."""
    command = [program, "--requirement", pins, "--no-deps", "--disable-pip", "--format", "json"]
    command += ["--vulnerability-service", service, "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=SECONDS, cwd=ROOT
        )
        return json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise NotChecked(f"{service} has not answered for {SECONDS} seconds") from None
    except OSError as fault:
        raise NotChecked(str(fault)) from None
    except (ValueError, KeyError):
        last = (done.stderr.strip() or "no answer").splitlines()[-1]
        raise NotChecked(f"{service} cannot be reached or understood ({last})") from None


if __name__ == "__main__":
    sys.exit(main())
