"""What happened to a centre, in one order of time: its membership, people, hosts and profile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.dates import network_day, show_partial
from members.register.history_of_memberships import facts_of, noted_changes
from members.register.history_words import in_words
from members.register.models import Centre, FormerName, Representative, User
from members.register.profile_words import LABELS

SHOWN = 20


@dataclass(frozen=True)
class Happening:
    """`day` is as exact as it is known: a year, a month or a day; `at` the instant, if there is."""

    day: str
    what: str
    at: datetime | None = None
    why: str = ""
    by: tuple[User, ...] = ()

    @property
    def shown_day(self) -> str:
        return show_partial(self.day) or _("day not known")


def history(centre: Centre, *, most: int | None = SHOWN) -> list[Happening]:
    """The newest first; all of it where `most` is None."""
    lines = [
        *_of_memberships(centre),
        *_of_people(centre, most),
        *_of_hosts(centre),
        *_of_mandates(centre),
        *_of_terms(centre),
        *_of_profile(centre, most),
        *_of_reconfirmations(centre, most),
    ]
    return nlargest(len(lines) if most is None else most, lines, key=_place)


def _place(line: Happening) -> tuple[str, str]:
    return line.day, line.at.isoformat() if line.at else ""


def _people(*people: User | None) -> tuple[User, ...]:
    return tuple(person for person in people if person)


def _day(at: datetime) -> str:
    return network_day(at).isoformat()


def _of_memberships(centre: Centre) -> Iterator[Happening]:
    events = centre.memberships.prefetch_related("events__by", "events__released_by")
    for membership in events:
        for change in noted_changes(membership.events.all()):
            event = change.event
            words = in_words(facts_of(event), change.changed, is_first=change.is_first)
            yield Happening(
                day=event.effective or _day(event.at),
                what=_("Membership: %(words)s") % {"words": words or event.get_basis_display()},
                at=event.at,
                why=event.note,
                by=_people(event.by, event.released_by),
            )


def _of_people(centre: Centre, most: int | None) -> Iterator[Happening]:
    named = ("user", "invited_by", "confirmed_by", "ended_by", "end_confirmed_by")
    people: QuerySet[Representative] = centre.representatives.select_related(*named)
    for person in people.order_by("-pk")[:most]:
        role = {"name": person.user, "role": person.get_role_display()}
        if person.valid_until != person.valid_from:
            yield Happening(
                day=person.valid_from.isoformat(),
                what=_("%(name)s begins to speak for the centre: %(role)s.") % role,
                by=_people(person.invited_by, person.confirmed_by),
            )
        if person.valid_until:
            is_taken_back = person.valid_until == person.valid_from
            words = (
                _("The invitation of %(name)s is taken back: %(role)s.")
                if is_taken_back
                else _("%(name)s no longer speaks for the centre: %(role)s.")
            )
            yield Happening(
                day=person.valid_until.isoformat(),
                what=words % role,
                by=_people(person.ended_by, person.end_confirmed_by),
            )


def _of_hosts(centre: Centre) -> Iterator[Happening]:
    former = FormerName.objects.filter(organisation__in=centre.hosts.all())
    for name in former.select_related("organisation", "renamed_by", "released_by"):
        yield Happening(
            day=name.until,
            what=_("The host “%(name)s” gets another name. Today: %(today)s.")
            % {"name": name, "today": name.organisation},
            why=name.reason,
            by=_people(name.renamed_by, name.released_by),
        )


def _of_mandates(centre: Centre) -> Iterator[Happening]:
    for mandate in centre.mandates.exclude(replaced_at=None):
        at = cast(datetime, mandate.replaced_at)  # no other is asked for
        words = _("The mandate “%(basis)s” is replaced.")
        yield Happening(day=_day(at), what=words % {"basis": mandate}, at=at)


def _of_terms(centre: Centre) -> Iterator[Happening]:
    named = ("entered_by", "released_by", "ended_by", "end_released_by")
    for term in centre.co_chair_terms.select_related(*named):
        yield Happening(
            day=term.began,
            what=_("Begins to lead the Network: %(term)s.") % {"term": term.term},
            why=term.source,
            by=_people(term.entered_by, term.released_by),
        )
        if term.handed_over:
            yield Happening(
                day=term.handed_over,
                what=_("Hands over as co-chair: %(term)s.") % {"term": term.term},
                why=term.end_source,
                by=_people(term.ended_by, term.end_released_by),
            )


def _of_profile(centre: Centre, most: int | None) -> Iterator[Happening]:
    for version in centre.profile_versions.order_by("-number")[:most]:
        fields = ", ".join(str(LABELS.get(name, name)) for name in version.fields)
        yield Happening(
            day=_day(version.at),
            what=_("Profile changed: %(fields)s. %(side)s.")
            % {"fields": fields, "side": version.get_side_display()},
            at=version.at,
        )


def _of_reconfirmations(centre: Centre, most: int | None) -> Iterator[Happening]:
    named = ("asked_by", "answered_by", "settled_by")
    for row in centre.reconfirmations.select_related(*named)[:most]:
        words = _("Reconfirmation of the criteria: %(what)s.")
        for at, who, what in (
            (row.asked_at, row.asked_by, _("asked for")),
            (row.answered_at, row.answered_by, _("answered")),
            (row.settled_at, row.settled_by, row.get_status_display().lower()),
        ):
            if at:
                why = row.note if at == row.settled_at else ""
                yield Happening(_day(at), words % {"what": what}, at, why, _people(who))
