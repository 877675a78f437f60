"""What the vote writes to those on the roll. Before the close no mail names a choice or a count."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.models import User, VoterQuestion
from outbox.kinds import composes, letter
from outbox.models import Mail
from voting.emails import ballot_requests
from voting.enums import COUNTED, AmendmentStatus, MotionStatus, RollStatus
from voting.models import Amendment, Ballot, Confirmation, Motion, RollEntry, RollVoter
from voting.motions import proposals
from voting.motions.eligibility import why_an_exception
from voting.permissions import who_certifies
from voting.records import publishing

WHY_ON_ROLL = _("You get this because you are on the roll of this vote for your centre.")
WHY_OF_THE_CENTRE = _("You get this because you act for this centre, or vote for it.")
WHY_CO_CHAIR = _("You get this because you may certify the result of this vote.")
WHY_RESULTS = _("You get this because you look after the results of votes.")
WHY_DESK = _("You get this because you look after the roll of this vote.")
LONGEST_QUOTED = 600  # characters of a reason; a longer one is read on the page
VOTE = _("Cast your centre's ballot")
WHY_HEAD = _(
    "You get this because you head this centre, and no mail to those who vote for it arrived."
)


def _letter(
    name,
    motion,
    *,
    label,
    page="voting:motion",
    arguments=(),
    why=WHY_ON_ROLL,
    switch_off="",
    secrets=(),
    **context,
):
    """With the head of the record, so that it cannot be written anew behind the readers' backs."""
    if head := motion.record_head or publishing.head(motion):
        kept = _("The record of this vote stands at %(head)s; keep this email to check it later.")
        why = f"{why} {kept % {'head': head}}"
    return letter(
        f"voting/mails/{name}.txt",
        {"motion": motion, **context},
        why=why,
        action=(label, reverse(page, args=arguments or [motion.pk])),
        switch_off=switch_off,
        secrets=secrets,
    )


# --- What asks for a ballot -------------------------------------------------------------


def write_opened(motion, **more):
    exception = why_an_exception(motion)
    return _letter(
        "opened",
        motion,
        label=VOTE,
        exception=exception,
        is_quoted=len(exception) <= LONGEST_QUOTED,
        **more,
    )


def write_reminder(motion, *, entry, **more):
    switch_off = reverse("members:preferences")
    return _letter("reminder", motion, label=VOTE, switch_off=switch_off, entry=entry, **more)


def write_extended(motion, *, reason, **more):
    return _letter("extended", motion, label=VOTE, reason=reason, **more)


@composes("voting.opened", prepare=ballot_requests.prepare)
def opened(mail, now):
    return write_opened(mail.about, **_to_whom(mail)) if _still_asks(mail, now) else None


@composes("voting.extended", prepare=ballot_requests.prepare)
def extended(mail, now):
    if not _still_asks(mail, now):
        return None
    return write_extended(mail.about, reason=mail.details["reason"], **_to_whom(mail))


@composes("voting.reminder", is_reminder=True, prepare=ballot_requests.prepare)
def reminder(mail, now):
    """Only while the vote is open, for a unit that has not voted.

    After an outage several reminders are due at once; the last of them is enough.
    """
    motion, entry = mail.about, ballot_requests.request_of(mail).entry
    a_later_one_is_due = any(
        hours < mail.details["hours"] and motion.closes_at - timedelta(hours=hours) <= now
        for hours in motion.rule_set.rules.reminder_hours_before_close
    )
    still_applies = (
        _still_asks(mail, now)
        and mail.details["deadline_version"] == motion.deadline_version
        and entry.status == RollStatus.ELIGIBLE
        and not entry.has_voted
        and not a_later_one_is_due
    )
    return write_reminder(motion, entry=entry, **_to_whom(mail)) if still_applies else None


def _still_asks(mail, now):
    """The vote takes ballots, and the person still speaks for the centre."""
    if not mail.about.takes_ballots(now):
        return False
    return _is_to_a_head(mail) or ballot_requests.request_of(mail).is_spoken_for


def _is_to_a_head(mail):
    return mail.details.get("is_head", False)


def _to_whom(mail):
    return {"is_head": True, "why": WHY_HEAD} if _is_to_a_head(mail) else {}


def without_receipts_of_changes(mails):
    """While ballots are under embargo nobody learns who changed theirs: one receipt shows."""
    earlier = Mail.objects.filter(
        kind=OuterRef("kind"),
        about_type=OuterRef("about_type"),
        about_id=OuterRef("about_id"),
        user=OuterRef("user"),
        pk__lt=OuterRef("pk"),
    )
    under_embargo = Motion.objects.exclude(status__in=COUNTED).values("pk")
    receipts = Q(kind="voting.ballot_recorded", about_id__in=under_embargo)
    return mails.exclude(receipts & Exists(earlier))


@composes("voting.ballot_recorded", withhold=without_receipts_of_changes)
def ballot_recorded(mail, now):
    ballot = Ballot.objects.select_related("entry", "cast_by").get(pk=mail.details["ballot"])
    return _letter(
        "ballot_recorded",
        mail.about,
        label=_("See your centre's ballot"),
        ballot=ballot,
        secrets=[ballot.receipt],  # it is for the centre, not for who reads the ledger
    )


@composes("voting.roll_amended")
def roll_amended(mail, now):
    amendment = Amendment.objects.select_related("entry", "leaving", "joining").get(
        pk=mail.details["amendment"]
    )
    return write_amended(mail.about, amendment)


def write_amended(motion, amendment):
    why = _("You get this because you are or were on the roll of this vote.")
    label = _("Read the motion's page")
    return _letter("roll_amended", motion, label=label, why=why, amendment=amendment)


@composes("voting.amendment_waits")
def amendment_waits(mail, now):
    amendment = Amendment.objects.select_related("entry", "leaving", "joining", "proposed_by").get(
        pk=mail.details["amendment"]
    )
    if amendment.status != AmendmentStatus.PROPOSED or not mail.about.takes_ballots(now):
        return None
    why = _("You get this because your centre is co-chair of the Network.")
    label, arguments = _("Read and release it"), [mail.about.pk, amendment.pk]
    return _letter(
        "amendment_waits",
        mail.about,
        label=label,
        page="voting:roll_change",
        arguments=arguments,
        why=why,
        amendment=amendment,
    )


@composes("voting.register_followed")
def register_followed(mail, now):
    """Who left, came back or took a place over; as it was when the record learned of it."""
    voter = RollVoter.objects.select_related("entry", "user", "follows__user").get(
        pk=mail.details["voter"]
    )
    speaking = voter.entry.voters.speaking(network_day(now)).select_related("user")
    return _letter(
        "register_followed",
        mail.about,
        label=_("Read the motion's page"),
        why=WHY_OF_THE_CENTRE if mail.user_id else WHY_DESK,
        voter=voter,
        left=mail.details["left"],
        speaking=[other.user for other in speaking],
        has_voted=voter.entry.ballots.exists(),
    )


@composes("voting.recused")
def recused(mail, now):
    return _about_recusal("recused", mail, label=_("Read it, or take it back"))


@composes("voting.recusal_taken_back")
def recusal_taken_back(mail, now):
    return _about_recusal("recusal_taken_back", mail, label=VOTE)


def _about_recusal(name, mail, *, label):
    return _letter(
        name,
        mail.about,
        label=label,
        why=WHY_OF_THE_CENTRE,
        entry=RollEntry.objects.get(pk=mail.details["entry"]),
        by=User.objects.get(pk=mail.details["by"]),
        reason=mail.details["reason"],
        can_be_taken_back=mail.about.record_format > 1,
    )


@composes("voting.question_answered")
def question_answered(mail, now):
    if not mail.about.takes_ballots(now):
        return None
    question = VoterQuestion.objects.get(pk=mail.details["question"])
    return _letter("question_answered", mail.about, label=_("Read the answer"), question=question)


# --- What comes after the close ---------------------------------------------------------


@composes("voting.closed")
def closed(mail, now):
    if mail.about.status != MotionStatus.CLOSED:
        return None  # annulled or certified since, and told so
    return _letter(
        "closed", mail.about, label=_("Confirm how you are recorded"), page="voting:confirm"
    )


@composes("voting.contested")
def contested(mail, now):
    if mail.about.status not in (MotionStatus.CLOSED, MotionStatus.CERTIFIED):
        return None
    objection = Confirmation.objects.select_related("entry").get(pk=mail.details["confirmation"])
    label, page = _("Read the result"), "voting:result"
    return _letter("contested", mail.about, label=label, page=page, why=WHY_RESULTS, said=objection)


@composes("voting.certification_asked")
def certification_asked(mail, now):
    """Only to somebody who may certify it still."""
    motion = mail.about
    may = who_certifies(motion, network_day(now)).filter(user=mail.user)
    if motion.status != MotionStatus.CLOSED or not may.exists():
        return None
    return _about_certifying("certification_asked", motion, why=WHY_CO_CHAIR)


@composes("voting.certification_by_two")
def certification_by_two(mail, now):
    """As long as no co-chair can."""
    motion = mail.about
    if motion.status != MotionStatus.CLOSED or who_certifies(motion, network_day(now)).exists():
        return None
    return _about_certifying("certification_by_two", motion, why=WHY_ON_ROLL)


@composes("voting.certification_late")
def certification_late(mail, now):
    if mail.about.status != MotionStatus.CLOSED:
        return None
    if mail.user is None:  # the secretariat's mailbox, which certifies nothing
        to_read = {"label": _("Read the result"), "page": "voting:result"}
        return _letter("certification_late", mail.about, why=WHY_RESULTS, **to_read)
    return _about_certifying("certification_late", mail.about, why=WHY_CO_CHAIR)


def _about_certifying(name, motion, *, why):
    label, page = _("Certify the result"), "voting:certify"
    return _letter(name, motion, label=label, page=page, why=why)


@composes("voting.certified")
def certified(mail, now):
    return write_certified(mail.about)


def write_certified(motion):
    label, proposal = _("Read the decision"), proposals.proposal_of(motion)
    return _letter("certified", motion, label=label, page="voting:result", proposal=proposal)


@composes("voting.called_off")
def called_off(mail, now):
    return _letter("called_off", mail.about, label=_("Read why"))


@composes("voting.rules_adopted")
def rules_adopted(mail, now):
    return letter(
        "voting/mails/rules_adopted.txt",
        {"rule_set": mail.about},
        why=_("You get this because you represent a member centre of the Network."),
        action=(_("Read the rules"), mail.about.get_absolute_url()),
    )
