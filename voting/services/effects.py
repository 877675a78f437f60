"""What a certified result brings about: once, in the transaction that certifies it."""

from members.applications.services import admission
from members.register.services import co_chairs
from voting.enums import MotionKind
from voting.models import NetworkPosition
from voting.services import rule_sets


def take_effect(motion, *, by, now, on):
    """A motion that was not carried leaves its outcome; an applicant is told why."""
    if motion.kind == MotionKind.ADMISSION:
        _decide_admission(motion, by=by, now=now, on=on)
    elif motion.carried:
        _EFFECTS[motion.kind](motion, by=by, now=now, on=on)


def _decide_admission(motion, *, by, now, on):
    rules = motion.rule_set.rules
    if motion.carried:
        years = rules.newly_established_years
        admission.admit(motion.application, by=by, now=now, on=on, newly_established_years=years)
    else:
        told = f"{motion.reasons}\n\n{motion.result['explanation']}"
        again = rules.reapply_from(on)
        admission.refuse(motion.application, reasons=told, by=by, now=now, reapply_from=again)


def _adopt(motion, *, by, now, on):
    """Exactly what was voted on comes into force."""
    seen = motion.frozen["subject"]["rule_set"]
    rule_sets.adopt_draft(motion.proposed_rule_set, seen=seen, by=by, now=now)


def _hand_over(motion, *, by, now, on):
    co_chairs.hand_over(
        motion.hands_over.all(), to=motion.candidates, term=motion.term, on=motion.term_begins
    )


def _publish(motion, *, by, now, on):
    text = motion.frozen["subject"]["text"]
    NetworkPosition.objects.create(motion=motion, title=motion.title, text=text, adopted_on=on)


_EFFECTS = {
    MotionKind.RULE_SET: _adopt,
    MotionKind.CO_CHAIR: _hand_over,
    MotionKind.POSITION: _publish,
}
