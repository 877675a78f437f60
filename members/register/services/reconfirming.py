"""Members confirm the four criteria again from time to time: ask, chase, answer, settle."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import first_day, network_day, years_later
from common.refusals import Refused
from members.enums import Criterion, ReconfirmationStatus
from members.permissions import can_answer_for
from members.register.models import Centre, Membership, ProcessRules, Reconfirmation
from members.register.services.mandates import replace_mandate
from members.register.services.memberships import note_on_membership
from members.register.services.notifications import notify, notify_mailbox, voices

# --- Ask ------------------------------------------------------------------------------------


def ask_those_due(now):
    """Ask every member whose time has come; whoever has nobody to answer is left for the desk."""
    years = ProcessRules.objects.in_force().reconfirm_every_years
    first = ProcessRules.objects.first_asking()
    if not years or first is None:
        return
    day, asking_since = network_day(now), network_day(first.adopted_at)
    members = Membership.objects.entitled_to_vote().select_related("centre")
    for membership in members.exclude(centre__in=Reconfirmation.objects.open().values("centre")):
        is_due = years_later(_confirmed_on(membership, asking_since), years) <= day
        if is_due and voices(membership.centre, now):
            ask(membership.centre, by=None, now=now)


def _confirmed_on(membership, asking_since):
    """The day from which the years count: whatever came last.

    A request closed without an answer counts too, or the next look would ask again at once. And
    nobody is asked for the years before the rules first said that members reconfirm.
    """
    settled = membership.centre.reconfirmations.settled().order_by("-settled_at").first()
    days = [
        first_day(membership.effective),
        asking_since,
        settled and network_day(settled.settled_at),
    ]
    return max(day for day in days if day)


@transaction.atomic
def ask(centre, *, by, now):
    """Ask a centre to confirm the four criteria; by the secretariat, or by the rules (None)."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    people = voices(row, now)
    if why_not := _why_not_ask(row, people):
        raise Refused(why_not)
    days = ProcessRules.objects.in_force().reconfirm_answer_days
    asked = row.reconfirmations.create(
        asked_at=now, asked_by=by, due_on=network_day(now) + timedelta(days=days)
    )
    note_on_membership(row, _("Asked to reconfirm the criteria"), by=by, now=now)
    notify(people, "members.reconfirmation_asked", **_mail(asked, now))
    return asked


def _why_not_ask(centre, people):
    name = {"centre": centre.name}
    if not Membership.objects.entitled_to_vote().filter(centre=centre).exists():
        return _("%(centre)s is not an active member.") % name
    if centre.reconfirmations.open().exists():
        return _("%(centre)s has been asked already.") % name
    if not people:
        return _("%(centre)s has no delegate or alternate who could answer.") % name
    return ""


# --- Chase ----------------------------------------------------------------------------------


def remind(now):
    """Queue the reminders that are due by now: one before the due day and one after it."""
    today = network_day(now)
    lead = timedelta(days=ProcessRules.objects.in_force().reminder_days_before_due)
    waiting = Reconfirmation.objects.asked().filter(due_on__lte=today + lead)
    for asked in waiting.select_related("centre"):
        which = "after" if asked.due_on < today else "before"
        mail = _mail(asked, now, which=which)
        notify(voices(asked.centre, now), "members.reconfirmation_reminder", **mail)


# --- Answer ---------------------------------------------------------------------------------


@transaction.atomic
def answer(reconfirmation, answers, *, mandate_basis="", mandate_valid_until=None, by, now):
    """The centre's delegate or alternate answers: `answers` is {criterion: (holds, text)}."""
    row = _locked(reconfirmation)
    if not can_answer_for(by, row.centre):
        raise Refused(_("The delegate or an alternate of the centre answers."))
    _expect(row, ReconfirmationStatus.ASKED)
    if why_not := _why_not_answer(row, answers, mandate_basis, mandate_valid_until):
        raise Refused(why_not)
    for criterion, (holds, text) in answers.items():
        row.answers.create(criterion=criterion, holds=holds, text=text)
    row.mandate_basis, row.mandate_valid_until = mandate_basis, mandate_valid_until
    row.status, row.answered_at, row.answered_by = ReconfirmationStatus.ANSWERED, now, by
    row.save()
    notify(voices(row.centre, now), "members.reconfirmation_received", **_mail(row, now))
    notify_mailbox("members.reconfirmation_answered", **_mail(row, now))
    return row


def _why_not_answer(row, answers, mandate_basis, mandate_valid_until):
    if set(answers) != set(Criterion.values):
        return _("Each of the four criteria needs an answer.")
    if any(not holds and not text.strip() for holds, text in answers.values()):
        return _("Say what has changed on each criterion that is no longer met.")
    if mandate_valid_until and not mandate_basis and not row.centre.mandates.current().exists():
        return _("Name the legal basis of the mandate too: none is on record.")
    return ""


# --- Settle ---------------------------------------------------------------------------------


@transaction.atomic
def accept(reconfirmation, *, note="", by, now):
    """Take the answer as it is; what it says of the mandate is in force from now on."""
    row = _locked(reconfirmation)
    _expect(row, ReconfirmationStatus.ANSWERED)
    if not note.strip() and row.answers.filter(holds=False).exists():
        raise Refused(_("A criterion is no longer met. Say in the note what follows from that."))
    _settle(row, ReconfirmationStatus.ACCEPTED, note, by=by, now=now)
    if row.mandate_basis or row.mandate_valid_until:
        _renew_mandate(row, by=by, now=now)
    note_on_membership(row.centre, _("Reconfirmation accepted"), by=by, now=now)
    notify(voices(row.centre, now), "members.reconfirmation_accepted", **_mail(row, now))
    return row


@transaction.atomic
def close(reconfirmation, *, note, by, now):
    """Stop waiting for an answer; the centre is told that none is needed any more."""
    row = _locked(reconfirmation)
    _expect(row, ReconfirmationStatus.ASKED)
    if not note.strip():
        raise Refused(_("Say in the note why no answer is awaited any more."))
    _settle(row, ReconfirmationStatus.CLOSED, note, by=by, now=now)
    note_on_membership(row.centre, _("Reconfirmation closed without an answer"), by=by, now=now)
    notify(voices(row.centre, now), "members.reconfirmation_closed", **_mail(row, now))
    return row


def _settle(row, status, note, *, by, now):
    row.status, row.note, row.settled_at, row.settled_by = status, note, now, by
    row.save(update_fields=["status", "note", "settled_at", "settled_by"])


def _renew_mandate(row, *, by, now):
    """A new basis is a new act; a new last day alone prolongs the one on record."""
    current = row.centre.mandates.current().first()
    prolonged = current if current and not row.mandate_basis else None
    replace_mandate(
        row.centre,
        legal_basis=row.mandate_basis or current.legal_basis,
        issuing_authority=current.issuing_authority if current else "",
        since=prolonged.since if prolonged else "",
        valid_until=row.mandate_valid_until,
        by=by,
        now=now,
    )


def _locked(reconfirmation):
    return Reconfirmation.objects.select_for_update().get(pk=reconfirmation.pk)


def _expect(row, status):
    if row.status != status:
        raise Refused(
            _("This step is no longer possible: the reconfirmation is now “%(status)s”.")
            % {"status": row.get_status_display()}
        )


def _mail(row, now, which=""):
    key = f"reconfirmation:{row.pk}{which and f':{which}'}"
    return {"key": key, "about": row, "now": now, "details": {"which": which}}
