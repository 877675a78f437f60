"""A vote's mails as they would read, with its real data, before they are sent.

Nothing here depends on a ballot: what follows from the count is shown only once it is counted.
"""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox import services as outbox
from outbox.kinds import Letter, composes
from voting.emails import letters
from voting.enums import MotionStatus
from voting.models import Motion, RollEntry, RuleSet
from voting.motions import opening

KINDS = {
    "opened": gettext_lazy("Opening notice"),
    "reminder": gettext_lazy("Reminder"),
    "extended": gettext_lazy("Extension"),
    "roll_amended": gettext_lazy("Change of the roll"),
    "certified": gettext_lazy("Certified result"),
}
NO_NUMBER_YET = 0


@dataclass(frozen=True)
class Preview:
    kind: str
    letter: Letter

    @property
    def label(self):
        return KINDS[self.kind]


def of_motion(motion):
    """The mails that this motion may still cause."""
    letter_by_kind = {kind: letter_of(motion, kind) for kind in KINDS}
    return [Preview(kind, letter) for kind, letter in letter_by_kind.items() if letter]


def of_plan(plan):
    """The mails of a motion that is not opened yet."""
    motion = planned_motion(plan)
    return [Preview(kind, letter_of(motion, kind)) for kind in ("opened", "reminder")]


def planned_motion(plan):
    """The motion that opening would make; one that is not drafted has no address yet."""
    motion = copy(plan.motion)
    motion.pk = motion.pk or NO_NUMBER_YET
    motion.rule_set, motion.closes_at = plan.rule_set, plan.closes_at
    motion.status = MotionStatus.OPEN
    return motion


def letter_of(motion, kind):
    """One letter, or None where this motion causes none of this kind any more."""
    match kind:
        case "certified" if motion.status == MotionStatus.CLOSED:
            return letters.write_certified(motion)
        case _ if not motion.is_open:
            return None
        case "opened":
            return letters.write_opened(motion)
        case "reminder":
            is_planned = motion.pk == NO_NUMBER_YET or not motion.roll.exists()
            entry = (  # the reader's own stands there in the end
                RollEntry(name=_("Your centre"))
                if is_planned
                else motion.roll.without_a_ballot().first() or motion.roll.first()
            )
            return letters.write_reminder(motion, entry=entry)
        case "extended" if motion.extensions_left > 0:
            later = copy(motion)
            later.closes_at = motion.later_deadline
            reason = _("The quorum was missing at the deadline.")
            return letters.write_extended(later, reason=reason)
        case "roll_amended":
            amendment = motion.amendments.select_related("entry", "leaving", "joining").last()
            return amendment and letters.write_amended(motion, amendment)
    return None


def send_to_me(about, kind, *, by, now, **details):
    """One letter to oneself, at most one of a kind a minute."""
    return outbox.queue(
        "voting.preview",
        key=f"preview:{about._meta.model_name}:{about.pk}:{kind}:{by.pk}:{now:%Y-%m-%dT%H:%M}",
        to=by.email,
        user=by,
        about=about,
        now=now,
        details={"kind": kind, **details},
    )


@composes("voting.preview")
def preview(mail, now):
    """To one of the secretariat, about a motion or about what is not opened yet."""
    motion = mail.about
    if motion is None:
        return None  # the draft was thrown away meanwhile
    if "rule_set" in mail.details:
        prepare = opening.prepare_motion if isinstance(motion, Motion) else opening.prepare
        plan = prepare(
            motion,
            rule_set=RuleSet.objects.get(pk=mail.details["rule_set"]),
            closes_at=datetime.fromisoformat(mail.details["closes_at"]),
            now=now,
        )
        motion = planned_motion(plan)
    letter = letter_of(motion, mail.details["kind"])
    if letter is None:
        return None
    return replace(letter, subject=_("Preview: %(subject)s") % {"subject": letter.subject})
