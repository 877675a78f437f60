"""A vote's mails as they would read, with its real data, before they are sent.

Nothing here depends on a ballot: what follows from the count is shown only once it is counted.
"""

from copy import copy
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox import services as outbox
from outbox.kinds import Letter
from voting import emails, services
from voting.enums import MotionStatus
from voting.models import RollEntry

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
    found = [Preview(kind, letter_of(motion, kind)) for kind in KINDS]
    return [preview for preview in found if preview.letter]


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
    if kind == "certified":
        counted = motion.status == MotionStatus.CLOSED
        return emails.write_certified(motion) if counted else None
    if not motion.is_open:
        return None
    return {
        "opened": emails.write_opened,
        "reminder": _reminder,
        "extended": _extended,
        "roll_amended": _roll_amended,
    }[kind](motion)


def _reminder(motion):
    return emails.write_reminder(motion, entry=_an_entry(motion))


def _an_entry(motion):
    """A line of the roll to fill the letter with; the reader's own stands there in the end."""
    if motion.pk == NO_NUMBER_YET or not motion.roll.exists():
        return RollEntry(name=_("Your centre"))
    return motion.roll.without_a_ballot().first() or motion.roll.first()


def _extended(motion):
    if services.extensions_left(motion) <= 0:
        return None
    later = copy(motion)
    later.closes_at = services.later_deadline(motion)
    return emails.write_extended(later, reason=_("The quorum was missing at the deadline."))


def _roll_amended(motion):
    amendment = motion.amendments.select_related("entry", "leaving", "joining").last()
    return emails.write_amended(motion, amendment) if amendment else None


def as_preview(letter):
    return replace(letter, subject=_("Preview: %(subject)s") % {"subject": letter.subject})


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
