"""The motion's row, which each step has for itself; its status changes only here."""

from django.utils.translation import gettext as _

from common.refusals import Refused
from voting.enums import NEXT_MOTION
from voting.models import Motion
from voting.records import recording
from voting.services.locks import Lock, hold


def locked(motion):
    """The motion as it is stored now, held until the transaction ends: no cast is under way."""
    hold(Lock.STEPS, motion.pk)
    return Motion.objects.select_for_update().get(pk=motion.pk)


def must_have(reasons):
    if not reasons.strip():
        raise Refused(_("Give the reasons: everybody on the roll reads them."))


def move(motion, target, *, by, now, what, words="", sealed="", facts=None, **changes):
    if target not in NEXT_MOTION.get(motion.status, ()):
        raise Refused(
            _("This step is no longer possible: the motion is now “%(status)s”.")
            % {"status": motion.get_status_display()}
        )
    motion.status = target
    for field, value in changes.items():
        setattr(motion, field, value)
    motion.save(update_fields=["status", *changes])
    note(motion, what, by=by, now=now, words=words, sealed=sealed, **(facts or {}))


def note(motion, what, *, by, now, unit="", words="", sealed="", **facts):
    """One line of the history and one entry of the record.

    `words` show in the history; `sealed` are the reasons, under a seal in the record.
    """
    last = motion.events.order_by("-number").values_list("number", flat=True).first() or 0
    motion.events.create(number=last + 1, at=now, by=by, what=what, unit=unit, note=words)
    who = recording.who(motion, by)
    recording.write(motion, what, who=who, now=now, unit=unit, words=sealed, **facts)
