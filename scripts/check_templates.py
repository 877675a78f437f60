"""Holds the HTML templates to lines that can be read: none over 160 characters, few over 120."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 160
LONG = 120
# Sentences to translate and tags that cannot be broken. The number may only shrink.
LONG_LINES = 25


def templates():
    """Those of the project and of every app."""
    for folder in [ROOT / "templates", *sorted(ROOT.glob("*/templates"))]:
        yield from sorted(folder.rglob("*.html"))


def main():
    too_long, long_lines = [], []
    for path in templates():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            place = f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
            if len(line) > LONGEST:
                too_long.append(place)
            if len(line) > LONG:
                long_lines.append(place)
    if too_long:
        print(f"Over {LONGEST} characters:", *too_long, sep="\n")
    if len(long_lines) > LONG_LINES:
        print(f"Over {LONG} characters, more than {LONG_LINES} lines:", *long_lines, sep="\n")
    return bool(too_long) or len(long_lines) > LONG_LINES


if __name__ == "__main__":
    sys.exit(main())
