"""Parts of a page that come from higher floors: each app registers what it shows there.

A centre's page stands in `members` and shows votes, papers and services, which `members` does not
know. The page names a place, and the apps say what stands in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text
else:
    Text = str  # or a lazy translation

Context = Callable[..., Mapping[str, object]]  # of the row, and what else the page tells by name


@dataclass(frozen=True)
class Part:
    """A template and what it needs to know of the row that the page is about.

    A part with a heading of its own says the heading's `id`, and how a link to it is called.
    """

    position: int
    template: str
    context: Context
    id: str = ""
    label: Text = ""


_parts: dict[str, list[Part]] = {}


def register(
    place: str,
    template: str,
    context: Context,
    *,
    position: int = 0,
    id: str = "",
    label: Text = "",
) -> None:
    """For an app's `ready()`: show the template in this place; lower positions come first."""
    part = Part(position, template, context, id, label)
    if part not in _parts.setdefault(place, []):
        _parts[place].append(part)
        _parts[place].sort(key=lambda part: part.position)


def parts_of(place: str) -> list[Part]:
    return _parts.get(place, [])
