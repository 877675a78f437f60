"""Which acts take two people: each app registers its own in `ready()`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.translation import gettext as _

from common.accounts import User
from common.admin.steps import Text

if TYPE_CHECKING:
    from proposals.models import Proposal


def at_once() -> timedelta:
    return timedelta()


def nobody_yet(subject: Model) -> User:
    """Stands in for the second person while an act is tried, and is taken back with the trial."""
    name = _("a second person")
    return get_user_model().objects.create_user("second-person@invalid", name=name)


_asking: list[Callable[["Proposal", datetime], None]] = []


def ask_by_default(proposal: "Proposal", now: datetime) -> None:
    """As the app says that knows who the second people are (`register_asking`)."""
    for ask in _asking:
        ask(proposal, now)


def no_countries(subject: Model) -> Iterable[str]:
    return ()


def no_facts(subject: Model) -> Iterable[tuple[str, str]]:
    return ()


def nothing_to_ask(user: User, proposals: Sequence["Proposal"]) -> None:
    return None


def nothing_seen(subject: Model) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """An act for two people.

    `act(subject, by=, released_by=, now=, **details)` is a service, called once, in the
    transaction that puts the proposal into effect. `why_not_propose(user, subject)` and
    `why_not_release(user, proposal)` are sentences, empty for whoever may. `recall` says for how
    long a released proposal can be recalled before it takes effect. `seen(subject)` are further
    arguments, kept from the proposal on: what both people have read, for the act to compare;
    `facts(subject)` is that in words. `why_lapsed(subject, now)` says why a waiting proposal has
    come to nothing; empty while it may still be released. `stand_in(subject)` is the second person
    while the act is tried to show its letters. `ask(proposal, now)` writes, once each, to those who
    should release it and have no desk that shows it; it is called again while the proposal waits.
    `prepare(user, proposals)` asks for several at once what `why_not_release` would ask for each,
    and keeps the answers in their `known`.
    """

    name: str
    label: Text
    act: Callable[..., object]
    why_not_release: Callable[[User, "Proposal"], str]
    why_not_propose: Callable[..., str] = lambda user, subject: ""
    countries: Callable[..., Iterable[str]] = no_countries  # that it is about, asked once
    recall: Callable[[], timedelta] = at_once
    facts: Callable[..., Iterable[tuple[str, str]]] = no_facts
    seen: Callable[..., Mapping[str, object]] = nothing_seen
    why_lapsed: Callable[..., str] = lambda subject, now: ""
    is_urgent: bool = False
    ask: Callable[["Proposal", datetime], None] = ask_by_default
    stand_in: Callable[..., User] = nobody_yet
    prepare: Callable[[User, Sequence["Proposal"]], None] = nothing_to_ask
    asks_to_sign_in_again: bool = False  # of whoever releases it outside the admin


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def register_asking(ask: Callable[["Proposal", datetime], None]) -> None:
    """For whoever knows the people: who is asked to release what no kind asks for itself."""
    if ask not in _asking:
        _asking.append(ask)


def of(name: str) -> Kind:
    return _kinds[name]


def every() -> list[Kind]:
    return list(_kinds.values())
