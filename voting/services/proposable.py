"""Whether what a motion proposes could take effect: asked before it is opened."""

from django.utils.translation import gettext as _

from common.refusals import Refused
from members.models import CoChairTerm, Membership
from members.register.services import co_chairs
from voting import subjects
from voting.clock import network_day
from voting.enums import MotionKind
from voting.services import rule_sets


def must_be_sound(motion, *, closes_at, now):
    """Refused where what would be voted on could not take effect."""
    if motion.kind == MotionKind.RULE_SET:
        rule_sets.must_be_proposable(motion.proposed_rule_set, for_motion=motion)
    elif motion.kind == MotionKind.CO_CHAIR:
        _must_be_electable(motion, closes_at, network_day(now))


def _must_be_electable(motion, closes_at, day):
    if motion.term_begins < network_day(closes_at):
        raise Refused(_("The term begins before the vote closes: choose a later day."))
    for centre in motion.candidates:
        if not Membership.objects.entitled_to_vote().filter(centre=centre).exists():
            raise Refused(_("%(name)s is no active member.") % {"name": centre.name})
    co_chairs.must_be_free(motion.candidates, ending=motion.hands_over.all())
    _must_leave_somebody_to_certify(motion, day)


def _must_leave_somebody_to_certify(motion, day):
    leading = CoChairTerm.objects.on(day)
    others = leading.exclude(centre__country__in=subjects.countries(motion))
    if leading.exists() and not others.exists():
        raise Refused(
            _(
                "Nobody could certify the result: every co-chair is from a candidate's country. "
                "Put the candidates to the vote one at a time."
            )
        )
