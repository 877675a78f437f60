"""Members confirm the four criteria again from time to time: ask, chase, answer, settle."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import first_day, network_day, years_later
from common.refusals import Refused
from members.enums import Criterion, ReconfirmationStatus
from members.permissions import can_answer_for
from members.register.models import Centre, Membership, ProcessRules, Reconfirmation, User
from members.register.services.mandates import replace_mandate
from members.register.services.memberships import note_on_membership
from members.register.services.notifications import Letter, notify, notify_mailbox, voices

# --- Ask ------------------------------------------------------------------------------------


def ask_those_due(now: datetime) -> None:
    """Ask every member whose time has come; whoever has nobody to answer is left for the desk.

    The years count from whatever came last. A request closed without an answer counts too, or the
    next look would ask again at once. And nobody is asked for the years before the rules first
    said that members reconfirm.
    """
    years = ProcessRules.objects.in_force().reconfirm_every_years
    first = ProcessRules.objects.first_asking()
    if not years or first is None:
        return
    members = Membership.objects.entitled_to_vote().select_related("centre")
    for membership in members.exclude(centre__in=Reconfirmation.objects.open().values("centre")):
        settled = membership.centre.reconfirmations.settled().order_by("-settled_at").first()
        days = [
            first_day(membership.effective),
            network_day(first.adopted_at),
            network_day(settled.settled_at) if settled and settled.settled_at else None,
        ]
        confirmed_on = max(day for day in days if day)
        is_due = years_later(confirmed_on, years) <= network_day(now)
        if is_due and voices(membership.centre, now):
            ask(membership.centre, by=None, now=now)


@transaction.atomic
def ask(centre: Centre, *, by: User | None, now: datetime) -> Reconfirmation:
    """Ask a centre to confirm the four criteria; by the secretariat, or by the rules (None)."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    people, name = voices(row, now), {"centre": row.name}
    if not Membership.objects.entitled_to_vote().filter(centre=row).exists():
        raise Refused(_("%(centre)s is not an active member.") % name)
    if row.reconfirmations.open().exists():
        raise Refused(_("%(centre)s has been asked already.") % name)
    if not people:
        raise Refused(_("%(centre)s has no delegate or alternate who could answer.") % name)
    days = ProcessRules.objects.in_force().reconfirm_answer_days
    reconfirmation = row.reconfirmations.create(
        asked_at=now, asked_by=by, due_on=network_day(now) + timedelta(days=days)
    )
    note_on_membership(row, _("Asked to reconfirm the criteria"), by=by, now=now)
    notify(people, "members.reconfirmation_asked", **_letter(reconfirmation, now))
    return reconfirmation


# --- Chase ----------------------------------------------------------------------------------


def remind(now: datetime) -> None:
    """Queue the reminders that are due by now: one before the due day and one after it."""
    today = network_day(now)
    lead = timedelta(days=ProcessRules.objects.in_force().reminder_days_before_due)
    waiting = Reconfirmation.objects.asked().filter(due_on__lte=today + lead)
    for row in waiting.select_related("centre"):
        letter = _letter(row, now, which="after" if row.due_on < today else "before")
        notify(voices(row.centre, now), "members.reconfirmation_reminder", **letter)


# --- Answer ---------------------------------------------------------------------------------


@transaction.atomic
def answer(
    reconfirmation: Reconfirmation,
    answers: Mapping[str, tuple[bool, str]],
    *,
    mandate_basis: str = "",
    mandate_valid_until: date | None = None,
    by: User,
    now: datetime,
) -> Reconfirmation:
    """The centre's delegate or alternate answers: `answers` is {criterion: (holds, text)}."""
    row = _locked(reconfirmation)
    if not can_answer_for(by, row.centre):
        raise Refused(_("The delegate or an alternate of the centre answers."))
    _expect(row, ReconfirmationStatus.ASKED)
    if set(answers) != set(Criterion.values):
        raise Refused(_("Each of the four criteria needs an answer."))
    if any(not holds and not text.strip() for holds, text in answers.values()):
        raise Refused(_("Say what has changed on each criterion that is no longer met."))
    if mandate_valid_until and not mandate_basis and not row.centre.mandates.current().exists():
        raise Refused(_("Name the legal basis of the mandate too: none is on record."))
    for criterion, (holds, text) in answers.items():
        row.answers.create(criterion=criterion, holds=holds, text=text)
    row.mandate_basis, row.mandate_valid_until = mandate_basis, mandate_valid_until
    row.status, row.answered_at, row.answered_by = ReconfirmationStatus.ANSWERED, now, by
    row.save()
    notify(voices(row.centre, now), "members.reconfirmation_received", **_letter(row, now))
    notify_mailbox("members.reconfirmation_answered", **_letter(row, now))
    return row


# --- Settle ---------------------------------------------------------------------------------


@transaction.atomic
def accept(
    reconfirmation: Reconfirmation, *, note: str = "", by: User, now: datetime
) -> Reconfirmation:
    """Take the answer as it is; what it says of the mandate is in force from now on.

    A new legal basis is a new act; a new last day alone prolongs the act on record.
    """
    row = _locked(reconfirmation)
    _expect(row, ReconfirmationStatus.ANSWERED)
    if not note.strip() and row.answers.filter(holds=False).exists():
        raise Refused(_("A criterion is no longer met. Say in the note what follows from that."))
    _settle(row, ReconfirmationStatus.ACCEPTED, note, by=by, now=now)
    current = row.centre.mandates.current().first()
    if row.mandate_basis or (row.mandate_valid_until and current):
        prolonged = current if not row.mandate_basis else None
        replace_mandate(
            row.centre,
            legal_basis=prolonged.legal_basis if prolonged else row.mandate_basis,
            issuing_authority=current.issuing_authority if current else "",
            since=prolonged.since if prolonged else "",
            valid_until=row.mandate_valid_until,
            by=by,
            now=now,
        )
    note_on_membership(row.centre, _("Reconfirmation accepted"), by=by, now=now)
    notify(voices(row.centre, now), "members.reconfirmation_accepted", **_letter(row, now))
    return row


@transaction.atomic
def close(reconfirmation: Reconfirmation, *, note: str, by: User, now: datetime) -> Reconfirmation:
    """Stop waiting for an answer; the centre is told that none is needed any more."""
    row = _locked(reconfirmation)
    _expect(row, ReconfirmationStatus.ASKED)
    if not note.strip():
        raise Refused(_("Say in the note why no answer is awaited any more."))
    _settle(row, ReconfirmationStatus.CLOSED, note, by=by, now=now)
    note_on_membership(row.centre, _("Reconfirmation closed without an answer"), by=by, now=now)
    notify(voices(row.centre, now), "members.reconfirmation_closed", **_letter(row, now))
    return row


def _settle(row: Reconfirmation, status: str, note: str, *, by: User, now: datetime) -> None:
    row.status, row.note, row.settled_at, row.settled_by = status, note, now, by
    row.save(update_fields=["status", "note", "settled_at", "settled_by"])


def _locked(reconfirmation: Reconfirmation) -> Reconfirmation:
    return Reconfirmation.objects.select_for_update().get(pk=reconfirmation.pk)


def _expect(row: Reconfirmation, status: str) -> None:
    if row.status != status:
        raise Refused(
            _("This step is no longer possible: the reconfirmation is now “%(status)s”.")
            % {"status": row.get_status_display()}
        )


def _letter(row: Reconfirmation, now: datetime, which: str = "") -> Letter:
    key = f"reconfirmation:{row.pk}{which and f':{which}'}"
    return {"key": key, "about": row, "now": now, "details": {"which": which}}
