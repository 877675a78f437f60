"""The rule sets that come with the product. Standard library only."""

from pathlib import Path

from voting import rules

FOLDER = Path(__file__).parent / "rulesets"
NAMES = (
    "default",
    "simple-majority",
    "two-thirds-of-entitled",
    "three-quarters-of-entitled",
    "two-thirds-with-abstentions",
)


def document(name):
    return rules.load((FOLDER / f"{name}.json").read_bytes())


def documents():
    """Each shipped document by its name, the default first."""
    return {name: document(name) for name in NAMES}
