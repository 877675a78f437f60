"""What can be done with an object in the admin: each step is data, shown and taken in one way.

A step asks on a page of its own before it acts. The page shows what will change, who sees it and
the letters that will go out; it refuses to act on what it did not show; and afterwards it says
what has happened. `StepsAdmin` in `step_admin` gives a model's admin these pages.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Choices, Model
from django.forms import Form

from common.admin.step_forms import ConfirmForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text
else:
    Text = str  # or a lazy translation

Details = dict[str, object]  # what a step's service is called with: the form's data, by, now


def always(obj: Model) -> bool:
    return True


def nothing(*args: object) -> str:
    return ""


def no_details(obj: Model) -> dict[str, object]:
    return {}


class Part(Enum):
    """What a step is to a proposal that waits for a second person."""

    NONE = "none"
    PROPOSES = "proposes"
    RELEASES = "releases"
    DISCARDS = "discards"


@dataclass(frozen=True)
class Letter:
    """A letter as it will go out: `text` begins with the subject line. One stands for its kind."""

    text: str
    to: tuple[str, ...] = ()
    label: str = ""
    leaves_at: datetime | None = None  # None: at once


@dataclass(frozen=True)
class Proposal:
    """What one person drafted and a second one releases, with the letters that wait for it.

    What is a callable is asked only where the proposal is shown in full.
    """

    title: Text
    proposed_by: AbstractBaseUser
    proposed_at: datetime
    status: Choices | None = None
    facts: tuple[tuple[Text, str], ...] = ()
    letters: Callable[[], Sequence[Letter]] = tuple
    recall: Callable[..., Text] = nothing  # for how long after the release they can be stopped
    meanwhile: Text = ""  # what rests until it is released or discarded


@dataclass(frozen=True)
class Section:
    """Lines to read before the button: what becomes public, who is told, what is missing."""

    title: Text
    lines: tuple[Text, ...]
    is_warning: bool = False


@dataclass(frozen=True)
class Preview:
    """More to see once the form is filled in, by a template of its own.

    The service is handed the `fingerprint` that was shown as `confirmed`; where the preview reads
    otherwise by then, it is shown anew with `changed`. With a `refusal` there is no button.
    """

    template: str
    context: Mapping[str, object]
    fingerprint: str
    changed: Text
    refusal: Text = ""


@dataclass(frozen=True)
class Trial:
    """A step as it would be taken, for whoever finds the letters that it would send."""

    obj: Model
    details: Details
    act: Callable[[], object]


def no_sections(obj: Model) -> Iterable[Section]:
    return ()


def no_warnings(obj: Model, user: AbstractBaseUser) -> Iterable["Text"]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that can be done with an object.

    Where a callable may stand for a text, it is asked with the object; `done` with the object and
    what `act` returned. `act(obj, **details)` is a service, `details` the form's data, `by` and
    `now`, and `wording` where the letter may be edited.
    """

    name: str
    label: Text
    act: Callable[..., object]
    done: Text | Callable[..., Text]
    consequence: Text | Callable[..., Text] = ""
    seen_by: Text | Callable[..., Text] = ""
    leads_to: Choices | Callable[..., Choices | None] | None = None  # the status afterwards

    applies: Callable[..., bool] = always  # to this object as it stands
    why_not: Callable[..., Text] = nothing  # a sentence for (object, person); "" if they may
    allowed: Callable[..., bool] | None = None  # for a person; None: whoever may change the object

    form: Callable[..., Form] = ConfirmForm
    form_details: Callable[..., dict[str, object]] = no_details  # what it is made with
    sections: Callable[..., Iterable[Section]] = no_sections
    warnings: Callable[..., Iterable[Text]] = no_warnings  # for (object, person), before the button
    preview: Callable[..., Preview] | None = None  # asked with (object, details)
    letters: Callable[[Trial], list[Letter]] | None = None  # None: no mail ever goes out
    sends_later: Text = ""  # instead of "no email goes out", where one may follow on something else
    wording: Callable[..., object] | None = None  # makes what the service takes as `wording`

    part: Part = Part.NONE
    proposal: Callable[..., Proposal | None] | None = None  # the one that waits on this object

    style: str = "btn-outline-primary"
    is_aside: bool = False  # listed apart from the way of the object
    explains_itself: bool = True  # its `why_not` is said where the steps are listed
    has_own_address: bool = False  # instead of the admin's common one
    back: Callable[..., str] | None = None  # the page to return to; None: the object's

    @property
    def is_grave(self) -> bool:
        return self.style == "btn-danger"


def text_for(text: Text | Callable[..., Text], *args: object) -> Text:
    return text(*args) if callable(text) else text


@dataclass(frozen=True)
class StepLink:
    label: Text
    url: str
    style: str = "btn-outline-primary"


@dataclass(frozen=True)
class Menu:
    """What a person can do with an object now, and why not what else would be its way."""

    steps: list[StepLink] = field(default_factory=list)
    asides: list[StepLink] = field(default_factory=list)
    not_yet: list[Text] = field(default_factory=list)
