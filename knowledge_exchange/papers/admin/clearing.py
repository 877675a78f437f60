"""The secretariat's steps from a draft to a cleared paper."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Section, Step
from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.meetings.admin.meeting_steps import people
from knowledge_exchange.papers import phases, what_was_said
from knowledge_exchange.papers.clearing_forms import DeadlineForm, WhyForm
from knowledge_exchange.papers.enums import Stage
from knowledge_exchange.papers.services import clearing, consulting, details
from outbox.rehearsal import rehearsed
from voting.enums import MotionStatus

COMMENT_DAYS = 14
SILENCE_DAYS = 10
FREE = _("The text can be written again; a new procedure begins anew.")
MEMBERS = _("The members read the draft. Nothing becomes public.")


def possible_now(paper):
    """The names of the steps that the draft allows at this moment."""
    draft, now = phases.draft_of(paper), timezone.now()
    if draft is None:
        return []
    if draft.stage == Stage.DRAFT:
        return ["open_comments", "begin_silence"]
    if draft.stage == Stage.COMMENTS:
        ended = [] if draft.takes_comments(now) else ["begin_silence"]
        return ["move_comments", "end_comments", *ended]
    if draft.stage == Stage.CLEARED:
        return ["take_back"]
    silence = draft.silence
    if not silence.is_running:
        is_draft = silence.motion and silence.motion.status == MotionStatus.DRAFT
        return ["unvote"] if is_draft else []
    in_time = ["extend_silence"] if silence.takes_objections(now) else []
    is_broken = phases.is_objected_to(silence)
    return [*in_time, "stop_silence", *(["discuss", "vote"] if is_broken else [])]


def on_silence(service):
    """For a service that takes the procedure instead of the paper."""

    def act(paper, **reasons):
        draft = paper.versions.drafts().first()
        silence = draft and draft.silence
        if silence is None:
            raise Refused(_("There is no silence procedure."))
        return service(silence, **reasons)

    return act


def readers_told(paper):
    """Everybody who gets a mail, for a page that asks for more before it can show the mail."""
    readers = notifications.readers_to_notify(network_day(timezone.now()))
    nobody = (_("Nobody: no member centre has a representative."),)
    return Section(_("Who gets an email"), people(readers) or nobody)


def missing(paper):
    """What the paper still lacks, in sentences."""
    gaps = details.gaps(paper, paper.versions.drafts().first())
    if not gaps:
        return []
    lines = tuple(sentence for _page, sentence in gaps)
    return [Section(_("This is still missing:"), lines, is_warning=True)]


def step(name, label, act, **more):
    return Step(
        name=name,
        label=label,
        act=act,
        has_own_address=True,
        applies=lambda paper: name in possible_now(paper),
        **more,
    )


def asking(name, label, act, *, days, shortest=timedelta(), **more):
    """A step with a deadline, which everybody is told."""
    return step(
        name,
        label,
        act,
        form=DeadlineForm,
        form_details=lambda paper: {"now": timezone.now(), "days": days, "shortest": shortest},
        sections=lambda paper: [
            *what_was_said.sections(paper),
            readers_told(paper),
            *missing(paper),
        ],
        letters=rehearsed,
        **more,
    )


def giving_reasons(name, label, act, **more):
    """A step whose reasons everybody is told."""
    return step(
        name,
        label,
        act,
        form=WhyForm,
        sections=lambda paper: [*what_was_said.sections(paper), readers_told(paper)],
        letters=rehearsed,
        **more,
    )


CLEARING_STEPS = (
    asking(
        "open_comments",
        _("Ask the members for comments"),
        consulting.open_comments,
        days=COMMENT_DAYS,
        shortest=consulting.SHORTEST,
        consequence=_("They read the draft and comment on its passages."),
        seen_by=MEMBERS,
        done=_("The members are asked for their comments."),
    ),
    asking(
        "move_comments",
        _("Move the deadline for comments"),
        consulting.move_deadline,
        days=COMMENT_DAYS,
        consequence=_("Everybody is told the new one."),
        seen_by=MEMBERS,
        done=_("The deadline is moved, and everybody is told the new one."),
    ),
    step(
        "end_comments",
        _("End the round of comments"),
        consulting.end_comments,
        consequence=_("The paper is a draft again. What was said stays with it."),
        done=_("The round of comments ended, and the paper is a draft again."),
    ),
    asking(
        "begin_silence",
        _("Begin the silence procedure"),
        clearing.begin,
        days=SILENCE_DAYS,
        shortest=consulting.SHORTEST,
        consequence=_(
            "The text stands still. It is adopted at the deadline unless a member centre objects; "
            "centres can state positions that are published with it."
        ),
        seen_by=MEMBERS,
        done=_("The silence procedure has begun, and the text stands still."),
    ),
    asking(
        "extend_silence",
        _("Extend the silence procedure"),
        on_silence(clearing.extend),
        days=SILENCE_DAYS,
        consequence=_("Everybody is told the new deadline. The text stands still until then."),
        seen_by=MEMBERS,
        done=_("The silence procedure is extended, and everybody is told."),
    ),
    giving_reasons(
        "stop_silence",
        _("Stop the silence procedure"),
        on_silence(clearing.stop),
        consequence=FREE,
        done=_("The silence procedure is stopped, and the text can be written again."),
    ),
    giving_reasons(
        "discuss",
        _("Return to discussion"),
        on_silence(clearing.return_to_discussion),
        consequence=FREE,
        done=_("The paper is discussed again, and the text can be written."),
    ),
    giving_reasons(
        "vote",
        _("Put to the vote"),
        on_silence(clearing.put_to_the_vote),
        consequence=_("A motion is drafted; you open it as any other. The text stands still."),
        done=_("The motion is drafted. Open it under Motions, Drafts."),
    ),
    giving_reasons(
        "unvote",
        _("Take back from the vote"),
        on_silence(clearing.take_back_from_the_vote),
        consequence=_("The draft of the motion is thrown away, and the text can be written again."),
        done=_("The paper is discussed again, and the draft of the motion is gone."),
    ),
    giving_reasons(
        "take_back",
        _("Take the clearance back"),
        clearing.take_back,
        consequence=FREE,
        done=_("The clearance is taken back, and the paper is a draft again."),
    ),
)
