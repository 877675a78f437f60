"""The rule sets that come with the product."""

from pathlib import Path

from voting.rules.parsing import Json, load

FOLDER = Path(__file__).parent.parent / "rulesets"
NAMES = (
    "default",
    "simple-majority",
    "two-thirds-of-entitled",
    "three-quarters-of-entitled",
    "two-thirds-with-abstentions",
)


def document(name: str) -> Json:
    return load((FOLDER / f"{name}.json").read_bytes())


def documents() -> dict[str, Json]:
    """Each shipped document by its name, the default first."""
    return {name: document(name) for name in NAMES}
