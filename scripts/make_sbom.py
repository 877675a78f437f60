"""Write what production installs as a bill of materials: CycloneDX in JSON.

    python scripts/make_sbom.py [var/sbom.json]

Names, versions and hashes are those of requirements-production.txt, licences what each part says of
itself where it is installed. Parts for other systems, which are not installed here, say so.
"""

import json
import re
import subprocess
import sys
import tempfile
from importlib.metadata import metadata
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements-production.txt"
COMMAND = Path(sys.executable).parent / "cyclonedx-py"
SPEC = SchemaVersion.V1_6
COMMON = ["--spec-version", "1.6", "--output-format", "JSON", "--output-reproducible"]


class SbomError(Exception):
    """The bill cannot be written; the text says why."""


def make():
    """The bill as a dictionary. SbomError where what is installed is not what is pinned."""
    described = ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"]
    pinned = told_by("requirements", *described, str(PINS))
    installed = told_by("environment", sys.executable)
    known = {key_of(part): part for part in installed["components"]}
    for part in pinned["components"]:
        complete(part, known.get(key_of(part)))
    document = pinned
    document["metadata"]["component"]["version"] = version()
    if faults := JsonStrictValidator(SPEC).validate_str(json.dumps(document)):
        raise SbomError(f"what was made is no CycloneDX {SPEC.to_version()}: {faults}")
    return document


def version():
    """Of the release, read without starting the site."""
    said = re.search(r'(?m)^VERSION = "([^"]+)"', (ROOT / "p2i_site" / "__init__.py").read_text())
    if said is None:
        raise SbomError("p2i_site/__init__.py names no VERSION")
    return said[1]


def told_by(*arguments):
    """What cyclonedx-py says; a file of its own keeps its warnings out of it."""
    with tempfile.NamedTemporaryFile(suffix=".json") as made:
        command = [COMMAND, *arguments[:-1], *COMMON, "--output-file", made.name, arguments[-1]]
        subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        return json.loads(Path(made.name).read_text())


def complete(part, installed):
    """A line of the requirements, with what the installed part says of itself."""
    part.pop("description", None)  # the line of the file, with all its hashes once more
    if installed is None:
        part["scope"] = "optional"
        part["description"] = "Only for other systems or versions of Python: not installed here."
        return
    if installed["version"] != part["version"]:
        raise SbomError(
            f"{part['name']} is pinned at {part['version']} and installed at "
            f"{installed['version']}: run make setup"
        )
    for name in ("description", "licenses", "author"):
        if name in installed:
            part[name] = installed[name]
    if "licenses" not in part and (named := metadata(part["name"]).get("License")):
        part["licenses"] = [{"license": {"acknowledgement": "declared", "name": named}}]
    links = [link for link in installed.get("externalReferences", ()) if link["type"] != "other"]
    part["externalReferences"] = [*part["externalReferences"], *links]


def key_of(part):
    return part["purl"].partition("?")[0].rpartition("@")[0]


def main(arguments):
    target = Path(arguments[0] if arguments else ROOT / "var" / "sbom.json")
    try:
        document = make()
    except SbomError as fault:
        sys.exit(f"make sbom: {fault}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    print(f"{target}: {len(document['components'])} parts")


if __name__ == "__main__":
    main(sys.argv[1:])
