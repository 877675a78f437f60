"""Clearance by silence: the text stands still, and is adopted at the deadline unless a member
centre objects. Then the secretariat returns it to discussion or puts it to the vote."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange import notifications
from knowledge_exchange.enums import ClearanceMeans, SilenceOutcome, Stage
from knowledge_exchange.papers.models import Clearance, SilenceProcedure
from knowledge_exchange.papers.services import moves
from knowledge_exchange.papers.services.consulting import (
    must_leave_time,
    must_lie_ahead,
    notify_readers,
)
from members.enums import VOTING_ROLES
from members.permissions import centre_of
from outbox.services import cancel, queue_new
from voting.enums import MotionKind, MotionStatus
from voting.services import discard_draft
from voting.services import draft as draft_motion

BEGUN, REMINDER = "knowledge_exchange.silence_begun", "knowledge_exchange.silence_due"
ENDED, OBJECTED = "knowledge_exchange.silence_ended", "knowledge_exchange.objection_raised"
TOLD = "knowledge_exchange.objection_told"
WITHDRAWN = "knowledge_exchange.objection_withdrawn"
TAKEN_BACK = "knowledge_exchange.clearance_taken_back"
LEAD = timedelta(days=3)  # before the deadline those are reminded who have said nothing


@transaction.atomic
def begin(paper, *, until, by, now):
    """Freeze the draft and ask the member centres; return the procedure."""
    row = moves.locked(paper.pk)
    version = moves.draft_of(row)
    must_leave_time(until, now)
    _must_be_ready(version, now)
    what = _("Silence procedure on version %d begun.") % version.number
    moves.move_version(version, Stage.CLEARANCE, by=by, now=now, what=what)
    silence = version.silences.create(
        text_sha256=fingerprint(version), opened_at=now, opened_by=by, closes_at=until
    )
    notify_readers(BEGUN, version, until, now)
    return silence


def _must_be_ready(version, now):
    if version.takes_comments(now):
        raise Refused(_("The members can still comment. End the round of comments first."))
    if count := version.comments.open().count():
        raise Refused(_("Comments that are not resolved yet: %d.") % count)


def fingerprint(version):
    """SHA-256 of the text of record."""
    if not version.is_uploaded:
        return hashlib.sha256(version.body.encode()).hexdigest()
    with version.pdf.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def extend(silence, *, until, by, now):
    row = _locked(silence)
    if not row.takes_objections(now):
        raise Refused(_("The silence procedure is over."))
    must_lie_ahead(until, now)
    if until <= row.closes_at:
        raise Refused(_("An extension ends later than the present deadline."))
    row.closes_at = until
    row.save(update_fields=["closes_at"])
    moves.note(row.version.paper, by=by, now=now, what=_("The silence procedure was extended."))
    notify_readers(BEGUN, row.version, until, now, is_moved=True)
    return row


# --- The centres ------------------------------------------------------------------------


@transaction.atomic
def object_to(silence, *, reasons, by, now):
    """The centre of this person breaks the silence; the reasons are read by all members."""
    row = _locked(silence)
    if not row.takes_objections(now):
        raise Refused(_("The silence procedure is over."))
    centre = centre_of(by)
    if row.objections.standing().filter(centre=centre).exists():
        raise Refused(_("Your centre objects already."))
    objection = row.objections.create(centre=centre, reasons=reasons.strip(), by=by, at=now)
    what = _("%s objects.") % centre.name
    moves.note(row.version.paper, by=by, now=now, what=what)
    _notify_of(objection, now)
    return objection


def _notify_of(objection, now):
    notifications.notify(OBJECTED, notifications.staff(), objection, key=objection.pk, now=now)
    notifications.notify(TOLD, notifications.readers(now), objection, key=objection.pk, now=now)


@transaction.atomic
def withdraw_objection(objection, *, by, now):
    """By whoever speaks for the centre, until the deadline."""
    row = _locked(objection.silence)
    if not row.takes_objections(now):
        raise Refused(_("The silence procedure is over."))
    own = row.objections.standing().filter(pk=objection.pk, centre=centre_of(by))
    if not own.update(withdrawn_at=now):
        raise Refused(_("Your centre does not object."))
    what = _("%s withdrew its objection.") % objection.centre.name
    moves.note(row.version.paper, by=by, now=now, what=what)
    cancel(objection, kinds=[OBJECTED, TOLD], why=_("It was withdrawn."))
    people = {*notifications.staff(), *notifications.readers(now)}
    notifications.notify(WITHDRAWN, people, objection, key=objection.pk, now=now)


# --- How it ends ------------------------------------------------------------------------


def adopt_due(now):
    """Adopt what nobody objects to and whose deadline has passed by now; return how many."""
    due = SilenceProcedure.objects.due(now).values_list("pk", flat=True)
    return sum(_adopt(pk, now) for pk in list(due))


@transaction.atomic
def _adopt(pk, now):
    row = _locked(SilenceProcedure.objects.select_related("version").get(pk=pk))
    if row.closes_at > now or not row.is_running or row.objections.standing().exists():
        return False
    _end(row, SilenceOutcome.ADOPTED, now=now)
    note = _("Adopted by silence: no member centre objected until the deadline.")
    _clear(row, ClearanceMeans.SILENCE, note, now=now)
    _notify_of_outcome(row, now)
    return True


@transaction.atomic
def return_to_discussion(silence, *, why, by, now):
    """The objections stand: the text can be written again, and comes back later."""
    row = _locked(silence)
    _must_be_broken(row)
    what = _("Returned to discussion after an objection.")
    return _reject(row, SilenceOutcome.DISCUSSION, why=why, by=by, now=now, what=what)


@transaction.atomic
def stop(silence, *, why, by, now):
    """Call the procedure off; the text can be written again."""
    row = _locked(silence)
    _must_run(row)
    what = _("The silence procedure was stopped.")
    return _reject(row, SilenceOutcome.STOPPED, why=why, by=by, now=now, what=what)


def _reject(silence, outcome, *, why, by, now, what):
    """Back to the draft, with the reasons to everybody."""
    _end(silence, outcome, now=now, why=_given(why))
    moves.move_version(silence.version, Stage.DRAFT, by=by, now=now, what=what)
    _notify_of_outcome(silence, now)
    return silence


@transaction.atomic
def put_to_the_vote(silence, *, why, by, now):
    """Draft a motion on the text. The text stands still until the motion is decided."""
    row = _locked(silence)
    _must_be_broken(row)
    _end(row, SilenceOutcome.MOTION, now=now, why=_given(why), motion=_motion(row, now))
    what = _("Put to the vote after an objection.")
    moves.note(row.version.paper, by=by, now=now, what=what)
    _notify_of_outcome(row, now)
    return row


def _motion(silence, now):
    """The text under vote is named by its fingerprint: nobody can change it meanwhile."""
    version = silence.version
    told = {
        "title": version.paper.title,
        "number": version.number,
        "meeting": version.paper.meeting.number,
        "fingerprint": silence.text_sha256,
    }
    return draft_motion(
        MotionKind.POSITION,
        now=now,
        title=(_("Expert Opinion Paper: %(title)s") % told)[:400],
        question=_("Should the Network publish the Expert Opinion Paper “%(title)s”?") % told,
        text=_(
            "The Network publishes the Expert Opinion Paper “%(title)s”, version %(number)d, that "
            "followed Knowledge Exchange meeting %(meeting)d. SHA-256 of its text: %(fingerprint)s."
        )
        % told,
        is_demo=version.paper.is_demo,
    )


@transaction.atomic
def take_back_from_the_vote(silence, *, why, by, now):
    """Undo `put_to_the_vote` while its motion is a draft: that is thrown away."""
    row = _locked(silence)
    motion = row.motion
    if motion is None or motion.status != MotionStatus.DRAFT:
        raise Refused(_("The vote was opened already, or there is none."))
    _end(row, SilenceOutcome.DISCUSSION, now=now, why=_given(why))
    discard_draft(motion)
    what = _("Taken back from the vote, to be discussed.")
    moves.move_version(row.version, Stage.DRAFT, by=by, now=now, what=what)
    _notify_of_outcome(row, now)
    return row


def settle_votes(now):
    """Note what certified motions have decided on papers by now; return how many."""
    waiting = SilenceProcedure.objects.before_the_vote().exclude(
        motion__status__in=(MotionStatus.DRAFT, MotionStatus.OPEN, MotionStatus.CLOSED)
    )
    return sum(_settle(silence, now) for silence in list(waiting.select_related("version")))


@transaction.atomic
def _settle(silence, now):
    row = _locked(silence)
    if row.version.stage != Stage.CLEARANCE:
        return False
    if row.motion.status == MotionStatus.CERTIFIED and row.motion.carried:
        _clear(row, ClearanceMeans.MOTION, _("Adopted by vote: %s") % row.motion.title, now=now)
    else:
        what = _("The vote did not clear it: back to the draft.")
        moves.move_version(row.version, Stage.DRAFT, by=None, now=now, what=what)
    return True


def _clear(silence, means, note, *, now):
    """`by` is nobody: the deadline or the members did it."""
    version = silence.version
    moves.move_version(version, Stage.CLEARED, by=None, now=now, what=note[:300])
    Clearance.objects.create(version=version, means=means, note=note, silence=silence, at=now)


@transaction.atomic
def take_back(paper, *, why, by, now):
    """Undo a clearance before publication, with a reason; the history keeps both."""
    row = moves.locked(paper.pk)
    version = moves.draft_of(row)
    if version.stage != Stage.CLEARED:
        raise Refused(_("This version is not cleared."))
    given = _given(why)
    what = (_("Clearance taken back: %s") % given)[:300]
    moves.move_version(version, Stage.DRAFT, by=by, now=now, what=what)
    Clearance.objects.filter(version=version).delete()
    key = f"{version.pk}/{now.isoformat()}"
    notifications.notify(
        TAKEN_BACK, notifications.readers(now), version, key=key, now=now, why=given
    )
    return version


def _end(silence, outcome, *, now, why="", motion=None):
    silence.outcome, silence.ended_at, silence.why, silence.motion = outcome, now, why, motion
    silence.save(update_fields=["outcome", "ended_at", "why", "motion"])


def _must_run(silence):
    if not silence.is_running:
        raise Refused(_("The silence procedure is over."))


def _must_be_broken(silence):
    _must_run(silence)
    if not silence.objections.standing().exists():
        raise Refused(_("No centre objects."))


def _given(why):
    if not why.strip():
        raise Refused(_("Give your reasons."))
    return why.strip()


def _notify_of_outcome(silence, now):
    key = f"{silence.pk}/{silence.outcome}"
    notifications.notify(ENDED, notifications.readers(now), silence, key=key, now=now)


def _locked(silence):
    """The procedure as it is now, held by its paper's lock."""
    paper = moves.locked(silence.version.paper_id)
    row = SilenceProcedure.objects.select_related("version", "motion").get(pk=silence.pk)
    row.version.paper = paper
    return row


# --- Reminders --------------------------------------------------------------------------


@transaction.atomic
def remind(now):
    """Remind once, some days before the deadline, whose centre has said nothing yet."""
    soon = SilenceProcedure.objects.running().filter(
        closes_at__gt=now, closes_at__lte=now + LEAD, opened_at__lt=now - LEAD
    )
    mails = [mail for silence in soon.select_related("version") for mail in _mails(silence, now)]
    return queue_new(mails, now=now)


def has_spoken(silence, user):
    centre = centre_of(user)
    return centre is not None and centre.pk in _spoken(silence)


def _spoken(silence):
    """The centres that object or have stated a position."""
    return {
        *silence.objections.standing().values_list("centre", flat=True),
        *silence.version.positions.on_this_text().values_list("centre", flat=True),
    }


def _mails(silence, now):
    speakers = notifications.readers_to_notify(network_day(now)).filter(role__in=VOTING_ROLES)
    closes = silence.closes_at.isoformat()
    people = [reader.user for reader in speakers.exclude(centre__in=_spoken(silence))]
    key = f"{silence.pk}/{closes}"
    return notifications.letters(REMINDER, people, silence, key=key, now=now, until=closes)
