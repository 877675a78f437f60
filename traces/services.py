"""Note what was done; erase what of it may not stay."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from common.accounts import User
from traces import visits
from traces.enums import EDITS, WORDS_STAY, Act, Part
from traces.models import Detail, Trace

Changes = Mapping[str, tuple[str, str]]  # a field's name, with what it held before and after
BATCH = 500


@dataclass(frozen=True)
class Note:
    """One of many that are noted together."""

    what: Act
    about: Model | None = None
    words: str = ""
    changes: Changes = field(default_factory=dict)


def note(
    what: Act,
    *,
    by: User | None,
    about: Model | None = None,
    words: str = "",
    changes: Changes | None = None,
    now: datetime,
) -> Trace:
    """In the transaction of what it tells of; the visitor and the request are known by themselves.

    `words` and `changes` can be erased; a person in them is named by number where one will do.
    """
    return note_all([Note(what, about, words, changes or {})], by=by, now=now)[0]


@transaction.atomic(savepoint=False)
def note_all(notes: Iterable[Note], *, by: User | None, now: datetime) -> list[Trace]:
    """In as many statements for many as for one."""
    notes, number, address = list(notes), visits.number(), visits.address()
    traces = Trace.objects.bulk_create(
        [
            Trace(
                at=now,
                what=each.what,
                by_id=by.pk if by else None,
                about_model=each.about._meta.label_lower if each.about else "",
                about_key=str(each.about.pk) if each.about else "",
                request_number=number,
            )
            for each in notes
        ],
        batch_size=BATCH,
    )
    details = []
    for trace, each in zip(traces, notes, strict=True):
        parts = {
            Part.ADDRESS: "" if each.what in EDITS else address,
            Part.WORDS: each.words,
            Part.CHANGES: _written(each.changes),
        }
        details += [
            Detail(trace=trace, part=part, text=text) for part, text in parts.items() if text
        ]
    if details:
        Detail.objects.bulk_create(details, batch_size=BATCH)
    return traces


def note_download(viewer: object, about: Model) -> None:
    """Of what was entrusted to the Network, taken away by staff; nobody else is watched."""
    if getattr(viewer, "is_staff", False):
        note(Act.DOWNLOADED, by=cast(User, viewer), about=about, now=timezone.now())


def note_export(what: str, about: Model | None = None) -> None:
    """That whoever acts now takes a table with them; `what` names the file."""
    note(Act.EXPORTED, by=visits.person(), about=about, words=what, now=timezone.now())


def erase_details(
    *, before: datetime, parts: Iterable[Part] = (Part.ADDRESS,), now: datetime
) -> int:
    """Erase these parts of traces from before that instant; how many there were."""
    due = Detail.objects.filter(trace__at__lt=before, part__in=[*parts])
    return _erase(due, now)


def erase_words_of(person: User, *, now: datetime) -> int:
    """Erase what tells more of a person than that they did something; how many parts there were.

    From where they came, and the words and changes of what was done to their own row. The names of
    rights and groups that they had stay: they are no words of a person.
    """
    came = Q(part=Part.ADDRESS) & (Q(trace__by=person) | _about(person))
    told = Q(part__in=[Part.WORDS, Part.CHANGES]) & _about(person)
    return _erase(Detail.objects.filter(came | told & ~Q(trace__what__in=WORDS_STAY)), now)


def _about(person: User) -> Q:
    return Q(trace__about_model=person._meta.label_lower, trace__about_key=str(person.pk))


def _erase(details: QuerySet[Detail], now: datetime) -> int:
    return details.filter(erased_at=None).update(text="", erased_at=now)


def _written(changes: Changes) -> str:
    return json.dumps(changes, ensure_ascii=False) if changes else ""
