"""What can be done with a motion that was opened: extend it, withdraw it, annul its result.

Each takes two people: what one proposes another releases.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.step_admin import at
from common.admin.steps import Step
from common.dates import database_time
from common.templatetags.p2i import moment_text
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, proposing
from voting import services, two_people
from voting.enums import MotionStatus
from voting.forms import ReasonsForm


def extension(motion):
    """The new deadline, and how often the rules allow another."""
    left = motion.extensions_left
    deadlines = _("The vote closes on %(new)s instead of %(old)s.") % {
        "new": moment_text(motion.later_deadline),
        "old": moment_text(motion.closes_at),
    }
    allowed = ngettext(
        "The rules allow one more extension.", "The rules allow %d more extensions.", left
    )
    return f"{deadlines} {allowed % left if left > 1 else allowed}"


def after_calling_off(sentence):
    def consequence(motion):
        if motion.application:
            return f"{sentence} {_('The application is eligible again.')}"
        return f"{sentence} {_('What was proposed may be put to the vote again.')}"

    return consequence


def annulled(motion):
    if motion.is_certified:
        return _(
            "The certified result is set aside: what it brought about ends on the day of the "
            "release, and nothing is deleted."
        )
    return after_calling_off(_("The result is set aside and has no effect."))(motion)


EXTEND = proposing(
    two_people.EXTEND,
    Step(
        name="extend",
        label=_("Extend the vote"),
        has_own_address=True,
        act=services.extend,
        why_not=lambda motion, user: two_people.why_not_extend(motion, database_time()),
        explains_itself=False,
        consequence=extension,
        seen_by=_(
            "A second person has to release it before the deadline. Then everybody on the roll "
            "gets an email with the reason, reminders are planned anew, and calendars that follow "
            "the vote move its entry. Ballots stay as they are."
        ),
        done="",
        form=ReasonsForm,
        letters=rehearsed,
    ),
)
ENDINGS = (
    proposing(
        two_people.WITHDRAW,
        Step(
            name="withdraw",
            label=_("Withdraw the motion"),
            applies=at(MotionStatus.OPEN),
            act=services.withdraw,
            leads_to=MotionStatus.WITHDRAWN,
            consequence=after_calling_off(
                _("The vote ends without a count; the ballots stay closed for good.")
            ),
            seen_by=_(
                "A co-chair has to release it, not of the candidate's country. Then everybody on "
                "the roll gets an email with the reasons."
            ),
            done="",
            form=ReasonsForm,
            letters=rehearsed,
            style="btn-danger",
        ),
    ),
    proposing(
        two_people.ANNUL,
        Step(
            name="annul",
            label=_("Annul the result"),
            applies=at(MotionStatus.CLOSED, MotionStatus.CERTIFIED),
            act=services.annul,
            leads_to=MotionStatus.ANNULLED,
            consequence=annulled,
            seen_by=_(
                "A co-chair has to release it, not of the candidate's country. Then everybody on "
                "the roll gets an email with the reasons. The result stays readable for the "
                "members."
            ),
            done="",
            form=ReasonsForm,
            letters=rehearsed,
            style="btn-danger",
        ),
    ),
    *SETTLING,
)
