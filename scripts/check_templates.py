"""Holds the HTML templates to lines that can be read, and to the Network's day for instants.

No line is over 160 characters and few are over 120. An instant is written with `|moment`, or its
day with `|network_date`: by `|date` it would be the viewer's day.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 160
LONG = 120
# Sentences to translate and tags that cannot be broken. The number may only shrink.
LONG_LINES = 25
DAY_OF_THE_VIEWER = re.compile(r"(_at|\.at|_since|\buntil)\|date:(?!'c')")


def templates():
    """Those of the project and of every app."""
    for folder in [ROOT / "templates", *sorted(ROOT.glob("*/templates"))]:
        yield from sorted(folder.rglob("*.html"))


def main():
    too_long, long_lines, days_of_the_viewer = [], [], []
    for path in templates():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            place = f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
            if len(line) > LONGEST:
                too_long.append(place)
            if len(line) > LONG:
                long_lines.append(place)
            if DAY_OF_THE_VIEWER.search(line):
                days_of_the_viewer.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    if too_long:
        print(f"Over {LONGEST} characters:", *too_long, sep="\n")
    if len(long_lines) > LONG_LINES:
        print(f"Over {LONG} characters, more than {LONG_LINES} lines:", *long_lines, sep="\n")
    if days_of_the_viewer:
        print("The viewer's day of an instant:", *days_of_the_viewer, sep="\n")
    return bool(too_long or days_of_the_viewer) or len(long_lines) > LONG_LINES


if __name__ == "__main__":
    sys.exit(main())
