"""A member centre objects: then the secretariat returns the text to discussion, or puts it to the
vote. `voting` knows nothing of papers: a tick looks what certified motions have decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.papers.enums import ClearanceMeans, SilenceOutcome, Stage
from knowledge_exchange.papers.models import Objection, SilenceProcedure
from knowledge_exchange.papers.services import moves
from knowledge_exchange.papers.services.clearing import silence as procedure
from knowledge_exchange.papers.services.clearing.clearances import clear, must_have_reasons
from members.models import Representative, User
from members.permissions import centre_of
from members.register.services.notifications import notify
from outbox.services import cancel
from voting.enums import MotionKind, MotionStatus
from voting.services import discard_draft
from voting.services import draft as draft_motion

OBJECTED = "knowledge_exchange.objection_raised"
TOLD_MEMBERS = "knowledge_exchange.objection_told"
WITHDRAWN = "knowledge_exchange.objection_withdrawn"


@transaction.atomic
def object_to(silence: SilenceProcedure, *, reasons: str, by: User, now: datetime) -> Objection:
    """The centre of this person breaks the silence; the reasons are read by all members."""
    row = procedure.lock(silence)
    procedure.must_take_objections(row, now)
    centre = centre_of(by)
    if centre is None:
        raise Refused(_("You do not speak for a centre."))
    if row.objections.standing().filter(centre=centre).exists():
        raise Refused(_("Your centre objects already."))
    objection = row.objections.create(centre=centre, reasons=reasons.strip(), by=by, at=now)
    event = _("%s objects.") % centre.name
    moves.add_event(row.version.paper, by=by, now=now, event=event)
    key = f"objection:{objection.pk}"
    notify(notifications.staff(), OBJECTED, key=key, about=objection, now=now)
    notify(notifications.readers(now), TOLD_MEMBERS, key=key, about=objection, now=now)
    return objection


@transaction.atomic
def withdraw_objection(objection: Objection, *, by: User, now: datetime) -> None:
    """By whoever speaks for the centre, until the deadline."""
    row = procedure.lock(objection.silence)
    procedure.must_take_objections(row, now)
    own = row.objections.standing().filter(pk=objection.pk, centre=centre_of(by))
    if not own.update(withdrawn_at=now):
        raise Refused(_("Your centre does not object."))
    event = _("%s withdrew its objection.") % objection.centre.name
    moves.add_event(row.version.paper, by=by, now=now, event=event)
    cancel(objection, kinds=[OBJECTED, TOLD_MEMBERS], why=_("It was withdrawn."))
    people: list[Representative | User] = [*notifications.staff(), *notifications.readers(now)]
    notify(people, WITHDRAWN, key=f"objection:{objection.pk}", about=objection, now=now)


@transaction.atomic
def return_to_discussion(
    silence: SilenceProcedure, *, why: str, by: User, now: datetime
) -> SilenceProcedure:
    """The objections stand: the text can be written again, and comes back later."""
    row = procedure.lock(silence)
    _must_be_broken(row)
    event = _("Returned to discussion after an objection.")
    outcome = SilenceOutcome.DISCUSSION
    return procedure.back_to_draft(row, outcome, why=why, by=by, now=now, event=event)


@transaction.atomic
def put_to_the_vote(
    silence: SilenceProcedure, *, why: str, by: User, now: datetime
) -> SilenceProcedure:
    """Draft a motion on the text. The text stands still until the motion is decided.

    The motion names it by its fingerprint: nobody can change it meanwhile.
    """
    row = procedure.lock(silence)
    _must_be_broken(row)
    reasons = must_have_reasons(why)
    version = row.version
    names = {
        "title": version.paper.title,
        "number": version.number,
        "meeting": version.paper.meeting.number,
        "fingerprint": row.text_sha256,
    }
    motion = draft_motion(
        MotionKind.POSITION,
        now=now,
        title=(_("Expert Opinion Paper: %(title)s") % names)[:400],
        question=_("Should the Network publish the Expert Opinion Paper “%(title)s”?") % names,
        text=_(
            "The Network publishes the Expert Opinion Paper “%(title)s”, version %(number)d, that "
            "followed Knowledge Exchange meeting %(meeting)d. SHA-256 of its text: %(fingerprint)s."
        )
        % names,
        is_demo=version.paper.is_demo,
    )
    procedure.end(row, SilenceOutcome.MOTION, now=now, why=reasons, motion=motion)
    event = _("Put to the vote after an objection.")
    moves.add_event(version.paper, by=by, now=now, event=event)
    procedure.notify_of_outcome(row, now)
    return row


def _must_be_broken(silence: SilenceProcedure) -> None:
    procedure.must_run(silence)
    if not silence.objections.standing().exists():
        raise Refused(_("No centre objects."))


@transaction.atomic
def take_back_from_the_vote(
    silence: SilenceProcedure, *, why: str, by: User, now: datetime
) -> SilenceProcedure:
    """Undo `put_to_the_vote` while its motion is a draft: that is thrown away."""
    row = procedure.lock(silence)
    motion = row.motion
    if motion is None or motion.status != MotionStatus.DRAFT:
        raise Refused(_("The vote was opened already, or there is none."))
    procedure.end(row, SilenceOutcome.DISCUSSION, now=now, why=must_have_reasons(why))
    discard_draft(motion)
    event = _("Taken back from the vote, to be discussed.")
    moves.move_version(row.version, Stage.DRAFT, by=by, now=now, event=event)
    procedure.notify_of_outcome(row, now)
    return row


def settle_votes(now: datetime) -> int:
    """Note what certified motions have decided on papers by now; return how many."""
    waiting = SilenceProcedure.objects.before_the_vote().exclude(
        motion__status__in=(MotionStatus.DRAFT, MotionStatus.OPEN, MotionStatus.CLOSED)
    )
    return sum(_settle(silence, now) for silence in list(waiting.select_related("version")))


@transaction.atomic
def _settle(silence: SilenceProcedure, now: datetime) -> bool:
    row = procedure.lock(silence)
    motion = row.motion
    if motion is None or row.version.stage != Stage.CLEARANCE:
        return False
    if motion.status == MotionStatus.CERTIFIED and motion.carried:
        clear(row, ClearanceMeans.MOTION, _("Adopted by vote: %s") % motion.title, now=now)
    else:
        event = _("The vote did not clear it: back to the draft.")
        moves.move_version(row.version, Stage.DRAFT, by=None, now=now, event=event)
    return True
