"""The people of a meeting in one list: for the page, the list to print, and the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from common.spreadsheets import Cell, Table, cell
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.models import (
    Attendance,
    Guest,
    Meeting,
    PracticalAnswer,
    PracticalQuestion,
)

COMING = (Reply.ON_SITE, Reply.ONLINE)


@dataclass(frozen=True)
class Participant:
    """Somebody who was invited, was added, or is a guest; `answers` is {question's id: text}."""

    name: str
    belongs_to: str
    country: str
    comes_as: str
    row: Attendance | Guest
    in_place_of: str = ""
    comes_instead: str = ""
    practical: str = ""
    answers: dict[int, str] = field(default_factory=dict)

    @property
    def is_guest(self) -> bool:
        return isinstance(self.row, Guest)

    @property
    def presence(self) -> str:
        return self.row.presence

    @property
    def is_expected(self) -> bool:
        """A guest is; of the others who said so, or was there all the same."""
        if isinstance(self.row, Guest):
            return True
        return self.row.reply in COMING or self.row.presence == Presence.PRESENT

    @property
    def has_declined(self) -> bool:
        return isinstance(self.row, Attendance) and self.row.reply == Reply.DECLINED

    @property
    def is_awaited(self) -> bool:
        """May have been there, and nothing is noted."""
        return self.presence == Presence.UNKNOWN and not self.has_declined

    @property
    def is_silent(self) -> bool:
        return not self.is_expected and not self.has_declined


def participants(meeting: Meeting) -> list[Participant]:
    """By name, with all that the secretariat knows of each; as many queries for many as for few."""
    attendances = list(
        meeting.attendances.select_related(
            "user", "centre", "noted_by", "substitute__user", "guest_substitute"
        )
    )
    senders = {
        instead.pk: str(one.user)
        for one in attendances
        if isinstance(instead := one.comes_instead, Attendance)
    }
    sent_guests = {one.guest_substitute_id: str(one.user) for one in attendances}
    answers: dict[int, dict[int, str]] = {}
    given = PracticalAnswer.objects.filter(question__meeting=meeting).select_related("question")
    for answer in given:
        answers.setdefault(answer.attendance_id, {})[answer.question_id] = str(answer.shown)
    people = [
        Participant(
            name=str(one.user),
            belongs_to=one.centre.name if one.centre else "",
            country=one.centre.country.name if one.centre else "",
            comes_as=_text("Invited") if one.invited_at else _text("Not invited through the site"),
            row=one,
            in_place_of=senders.get(one.pk, ""),
            comes_instead=one.comes_instead_name,
            answers=answers.get(one.pk, {}),
        )
        for one in attendances
    ]
    guests = [
        Participant(
            name=str(guest),
            belongs_to=guest.organisation,
            country="",
            comes_as=guest.get_comes_as_display(),
            row=guest,
            in_place_of=sent_guests.get(guest.pk, ""),
            practical=guest.practical,
        )
        for guest in meeting.guests.select_related("noted_by")
    ]
    return sorted([*people, *guests], key=lambda person: person.name.casefold())


def numbers(people: Iterable[Participant]) -> list[str]:
    """How many there are of each kind, in words; kinds without anybody are left out."""
    counted = list(people)
    counts = (
        (ngettext_lazy("%d invited", "%d invited"), sum(not one.is_guest for one in counted)),
        (ngettext_lazy("%d guest", "%d guests"), sum(one.is_guest for one in counted)),
        (ngettext_lazy("%d comes", "%d come"), sum(one.is_expected for one in counted)),
        (ngettext_lazy("%d cannot come", "%d cannot come"), sum(o.has_declined for o in counted)),
        (ngettext_lazy("%d has not answered", "%d have not answered"), _silent(counted)),
        (ngettext_lazy("%d present", "%d present"), _noted(counted, Presence.PRESENT)),
        (ngettext_lazy("%d absent", "%d absent"), _noted(counted, Presence.ABSENT)),
    )
    return [str(words % number) for words, number in counts if number]


def _silent(people: Iterable[Participant]) -> int:
    return sum(one.is_silent for one in people)


def _noted(people: Iterable[Participant], presence: Presence) -> int:
    return sum(one.presence == presence for one in people)


def table(meeting: Meeting) -> Table:
    """Heading and a line for each who has not declined, with what is to be prepared."""
    questions = list(meeting.practical_questions.all())
    yield [
        str(heading)
        for heading in (
            _("Name"),
            _("Centre or organisation"),
            _("Country"),
            _("Comes as"),
            _("In the place of"),
            _("Answer"),
            _("Presence"),
            *(question.text for question in questions),
            _("What to prepare"),
        )
    ]
    yield from _lines(meeting, questions)


def _lines(meeting: Meeting, questions: list[PracticalQuestion]) -> Iterator[list[Cell]]:
    for one in participants(meeting):
        if one.has_declined:
            continue
        yield [
            cell(value)
            for value in (
                one.name,
                one.belongs_to,
                one.country,
                one.comes_as,
                one.in_place_of,
                "" if isinstance(one.row, Guest) else one.row.get_reply_display(),
                one.row.get_presence_display(),
                *(one.answers.get(question.pk, "") for question in questions),
                one.practical,
            )
        ]
