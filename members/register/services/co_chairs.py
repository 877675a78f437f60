"""Terms of co-chairs: begun and handed over on one day. `voting` calls this after an election.

Whoever speaks for a centre that leads certifies votes. So what was decided elsewhere two people
enter here, by the same rules and with its source, and all members are told; terms that are over
are history and may be entered as it is known.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.enums import Basis
from members.register.models import Centre, CoChairTerm, Membership, User
from members.register.services.desk_log import note
from members.register.services.notifications import tell_members
from proposals.services import must_be_another

MOST = CoChairTerm._meta.get_field("end_source").max_length
END = ["handed_over", "ended_basis", "ended_by", "end_released_by", "end_source"]

Terms = Sequence[CoChairTerm] | QuerySet[CoChairTerm]


@transaction.atomic
def hand_over(ending: Terms, *, to: Sequence[Centre], term: str, on: date) -> list[CoChairTerm]:
    """These terms end on that day, and each of these centres begins one. Past terms stay."""
    _must_be_members(to)
    must_be_free(to, ending=ending)
    day = on.isoformat()
    rows = CoChairTerm.objects.select_for_update().not_over_by(on)
    for row in rows.filter(pk__in=[row.pk for row in ending]):
        row.handed_over, row.ended_basis = day, Basis.VOTE
        row.ended_by, row.end_released_by, row.end_source = None, None, ""
        row.save(update_fields=END)
    return [
        CoChairTerm.objects.create(centre=centre, term=term, began=day, basis=Basis.VOTE)
        for centre in to
    ]


@transaction.atomic
def undo_hand_over(
    ended: Terms,
    *,
    to: Sequence[Centre],
    term: str,
    began: date | None,
    on: date,
    reasons: str,
    by: User,
    released_by: User,
) -> None:
    """The election was annulled: what it began is over by that day, or never begins.

    What it was to end goes on where that day is still to come; a term that is over stays over.
    """
    if began is None:
        return
    rows = CoChairTerm.objects.select_for_update()
    begun = rows.filter(centre__in=to, term=term, began=began.isoformat(), basis=Basis.VOTE)
    for row in begun.filter(handed_over=""):
        row.handed_over = max(began, on).isoformat()
        _say_how_it_ended(row, reasons[:MOST], by, released_by)
        row.save(update_fields=END)
    if began > on:
        for row in rows.filter(pk__in=[row.pk for row in ended], handed_over=began.isoformat()):
            row.handed_over = row.ended_basis = ""
            row.save(update_fields=END)


@transaction.atomic
def found(centre: Centre, *, term: str, began: str, by: User, now: datetime) -> CoChairTerm:
    """A term that begins with the Network, as its delegates agreed; asks for no other right."""
    row = CoChairTerm(centre=centre, term=term, began=began, basis=Basis.FOUNDING, entered_by=by)
    _must_hold(row, network_day(now))
    row.save()
    return row


@transaction.atomic
def enter(
    centre: Centre,
    *,
    term: str,
    began: str,
    source: str,
    by: User,
    released_by: User,
    now: datetime,
    body: str = "",
    handed_over: str = "",
) -> CoChairTerm:
    """Put a term on record: one that is over as it was, one of today or later by the rules."""
    _must_be_two_with_a_source(by, released_by, source)
    leader = Centre.objects.select_for_update().get(pk=centre.pk)
    row = CoChairTerm(
        centre=leader,
        term=term,
        body=body,
        began=began,
        handed_over=handed_over,
        basis=Basis.TWO_PEOPLE,
        source=source,
        entered_by=by,
        released_by=released_by,
    )
    if handed_over:
        _say_how_it_ended(row, source, by, released_by)
    _must_hold(row, network_day(now))
    row.save()
    _note_and_tell(row, _("The term was entered."), by, released_by, now, is_new=True)
    return row


@transaction.atomic
def end(
    row: CoChairTerm,
    *,
    handed_over: str,
    source: str,
    by: User,
    released_by: User,
    now: datetime,
) -> CoChairTerm:
    """The term is over from then on; a date within the past stands for what happened earlier."""
    _must_be_two_with_a_source(by, released_by, source)
    term, today = _locked(row), network_day(now).isoformat()
    if term.handed_over and term.handed_over <= today:
        raise Refused(_("This term is over already."))
    if not handed_over:
        raise Refused(_("Say when the term was handed over."))
    term.handed_over = handed_over
    _say_how_it_ended(term, source, by, released_by)
    _must_be_in_order(term)
    term.save(update_fields=END)
    words = _("The term ends: %(date)s.") % {"date": handed_over}
    _note_and_tell(term, words, by, released_by, now)
    return term


@transaction.atomic
def correct_dates(
    row: CoChairTerm,
    *,
    began: str,
    handed_over: str,
    by: User,
    released_by: User,
    now: datetime,
) -> CoChairTerm:
    """What is on record of its dates; a term that holds by them is asked as a new one is.

    An end is corrected or taken away, never added: ending a term names the source.
    """
    must_be_another(by, released_by)
    term = _locked(row)
    before = f"{term.began or '?'} – {term.handed_over or '?'}"
    if handed_over and not term.handed_over:
        raise Refused(
            _("This term has no end that could be corrected. End it and name the source.")
        )
    term.began, term.handed_over = began, handed_over
    term.corrected_by, term.correction_released_by = by, released_by
    if not handed_over:
        term.ended_basis = term.end_source = ""
        term.ended_by = term.end_released_by = None
    _must_hold(term, network_day(now))
    term.save(update_fields=["began", "corrected_by", "correction_released_by", *END])
    words = _("The dates were corrected; before: %(dates)s.") % {"dates": before}
    _note_and_tell(term, words, by, released_by, now)
    return term


def must_be_free(centres: Sequence[Centre], *, ending: Terms) -> None:
    """Refused for a centre that would lead twice at once."""
    leading = CoChairTerm.objects.filter(handed_over="", centre__in=centres)
    for row in leading.exclude(pk__in=[row.pk for row in ending]).select_related("centre"):
        raise Refused(
            _("%(name)s leads already: its present term has to end when the next one begins.")
            % {"name": row.centre.name}
        )


def _say_how_it_ended(row: CoChairTerm, source: str, by: User, released_by: User) -> None:
    row.ended_basis, row.end_source = Basis.TWO_PEOPLE, source
    row.ended_by, row.end_released_by = by, released_by


def _must_be_two_with_a_source(by: User, released_by: User, source: str) -> None:
    must_be_another(by, released_by)
    if not source.strip():
        raise Refused(_("Name the source: who decided it elsewhere, and where that can be read."))


def _note_and_tell(
    row: CoChairTerm,
    words: str,
    by: User,
    released_by: User,
    now: datetime,
    *,
    is_new: bool = False,
) -> None:
    """In the history of the admin, and to all members."""
    released = _("Released by %(name)s.") % {"name": released_by}
    note(row, f"{words} {released}", by=by, is_new=is_new)
    tell_members(
        "members.co_chair_changed",
        key=f"co-chair-term:{row.pk}:{now.timestamp()}",
        about=row,
        now=now,
        details={"words": words, "by": str(by), "released_by": str(released_by)},
    )


def _locked(row: CoChairTerm) -> CoChairTerm:
    """The centre's row first, as wherever its people or memberships change."""
    Centre.objects.select_for_update().get(pk=row.centre_id)
    return CoChairTerm.objects.select_for_update().get(pk=row.pk)


def _must_hold(row: CoChairTerm, today: date) -> None:
    """Nothing is asked of a term that is over but that its dates are in order."""
    _must_be_in_order(row)
    if row.handed_over and row.handed_over <= today.isoformat():
        return
    _must_be_members([row.centre])
    must_be_free([row.centre], ending=[row])


def _must_be_in_order(row: CoChairTerm) -> None:
    try:
        row.clean()
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from fault


def _must_be_members(centres: Sequence[Centre]) -> None:
    for centre in centres:
        if not Membership.objects.entitled_to_vote().filter(centre=centre).exists():
            raise Refused(_("%(name)s is no active member any more.") % {"name": centre.name})
