"""What the secretariat's page of one motion shows: the same number of queries whatever it holds."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.admin.page_admin import PageSection
from common.dates import network_day
from members.enums import QuestionStatus
from members.models import Representative, VoterQuestion
from outbox import letters
from outbox.services import last_tick
from proposals.admin_steps import shown_proposal
from voting.admin.follow_up import Line, roll_with_mails
from voting.enums import AmendmentStatus, MotionStatus, RollStatus
from voting.models import Amendment, Confirmation, Motion
from voting.motions import proposals
from voting.motions.roll import by_country_name
from voting.permissions import who_certifies
from voting.records import confirmations, history
from voting.records.minutes import numbers

FOLDER = "admin/voting/motion"
LAST_LETTERS = 10  # of all; each person's stand with their line of the roll
WAITS = PageSection("waits", _("What waits"), f"{FOLDER}/_waits.html")
FACTS = PageSection("facts", _("The motion"), f"{FOLDER}/_facts.html")
RESULT = PageSection("result", _("Result"), f"{FOLDER}/_result.html")
SUBJECT = PageSection("subject", _("What is proposed"), f"{FOLDER}/_subject.html")
ROLL = PageSection("roll", _("Roll"), f"{FOLDER}/_follow_up.html")
CHANGES = PageSection("changes", _("Changes of the roll"), f"{FOLDER}/_changes.html")
QUESTIONS = PageSection("questions", _("Questions"), f"{FOLDER}/_questions.html")
LETTERS = PageSection("letters", _("Letters"), "admin/page/_letters.html")
HISTORY = PageSection("history", _("History"), f"{FOLDER}/_history.html")


def sections_of(motion: Motion) -> list[PageSection]:
    """In the order in which somebody who follows the vote asks."""
    if motion.is_draft:
        return [SUBJECT, FACTS]
    about = QUESTIONS if motion.application_id else SUBJECT
    result = [RESULT] if motion.is_counted else []
    return [WAITS, *result, FACTS, about, ROLL, CHANGES, LETTERS, HISTORY]


@dataclass(frozen=True)
class Waits:
    """What somebody has to do before this vote goes on or is over."""

    changes: list[Amendment]
    asked: list[VoterQuestion]
    passed_on: list[VoterQuestion]
    objections: list[Confirmation]
    unspoken: list[Line]
    silent: list[Line]
    certifiers: list[Representative] | None  # None: it does not wait for them

    def __bool__(self) -> bool:
        listed = (self.changes, self.asked, self.passed_on, self.objections, self.unspoken)
        return any((*listed, self.silent, self.certifiers is not None))


def context_of(motion: Motion, now: datetime) -> dict[str, object]:
    confirmations.with_its_objections(motion)
    lines = [] if motion.is_draft else roll_with_mails(motion)
    people = ("entry", "leaving", "joining", "proposed_by", "settled_by")
    amendments = list(motion.amendments.select_related(*people))
    questions = []
    if motion.application:
        questions = list(motion.application.voter_questions.select_related("asked_by"))
    waits = waits_of(motion, lines, amendments, questions, now)
    context = {
        "motion": motion,
        "proposal": shown_proposal(motion),
        "subject": proposals.proposal_of(motion),
        "overdue": motion.is_open and motion.closes_at <= now,
        "is_being_confirmed": motion.is_being_confirmed(now),
        "is_late": motion.is_late(now),
        "last_tick": last_tick(),
        "lines": lines,
        "amendments": amendments,
        "questions": questions,
        "waits": waits,
        "to_settle": {change.entry_id for change in waits.changes},
        "letters": letters.of(motion, most=LAST_LETTERS),
        "history": history.for_the_desk(motion),
        "has_record": motion.record.exists(),
    }
    if motion.is_counted:
        roll = by_country_name(motion.roll.with_current_ballot())
        context |= {**numbers(motion), "roll": roll, "round": confirmations.round_of(motion)}
    return context


def waits_of(
    motion: Motion,
    lines: list[Line],
    amendments: list[Amendment],
    questions: list[VoterQuestion],
    now: datetime,
) -> Waits:
    changes = [row for row in amendments if row.status == AmendmentStatus.PROPOSED]
    takes_ballots = motion.takes_ballots(now)
    eligible = [line for line in lines if line.entry.status == RollStatus.ELIGIBLE]
    to_settle = {row.entry_id for row in changes}
    certifiers = None
    if motion.status == MotionStatus.CLOSED and not motion.objections:
        certifiers = list(who_certifies(motion, network_day(now)).select_related("user", "centre"))
    return Waits(
        changes=changes if takes_ballots else [],
        asked=[row for row in questions if row.status == QuestionStatus.ASKED],
        passed_on=[row for row in questions if row.status == QuestionStatus.FORWARDED],
        objections=motion.objections,
        unspoken=[
            line
            for line in eligible
            if takes_ballots and not line.can_be_cast and line.entry.pk not in to_settle
        ],
        silent=[line for line in eligible if takes_ballots and not line.entry.has_voted],
        certifiers=certifiers,
    )
