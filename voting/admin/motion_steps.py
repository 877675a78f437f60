"""What can be done with a motion that was opened: extend it, withdraw it, annul its result."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.step_admin import at
from common.admin.steps import Step
from common.dates import database_time
from common.templatetags.p2i import moment_text
from outbox.rehearsal import rehearsed
from voting import services
from voting.enums import MotionStatus


class ReasonsForm(forms.Form):
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("Everybody on the roll reads them."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def why_not_extend(motion, user):
    if not motion.takes_ballots(database_time()):
        return _("Only an open vote can be extended, before its deadline.")
    if motion.extensions_left <= 0:
        return _("The rules of this vote allow no further extension.")
    return ""


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


EXTEND = Step(
    name="extend",
    label=_("Extend the vote"),
    has_own_address=True,
    act=lambda motion, *, reasons, by, now: services.extend(motion, reason=reasons, by=by),
    why_not=why_not_extend,
    explains_itself=False,
    consequence=extension,
    seen_by=_(
        "Everybody on the roll gets a mail with the reason, reminders are planned anew, and "
        "calendars that follow the vote move its entry. Ballots stay as they are."
    ),
    done=lambda before, motion: (
        _("The vote is extended until %(at)s, and the roll is told.")
        % {"at": moment_text(motion.closes_at)}
    ),
    form=ReasonsForm,
    letters=rehearsed,
)
ENDINGS = (
    Step(
        name="withdraw",
        label=_("Withdraw the motion"),
        applies=at(MotionStatus.OPEN),
        act=services.withdraw,
        leads_to=MotionStatus.WITHDRAWN,
        consequence=after_calling_off(
            _("The vote ends without a count; the ballots stay closed for good.")
        ),
        seen_by=_("Everybody on the roll gets a mail with the reasons."),
        done=_("The motion is withdrawn, and the roll is told why."),
        form=ReasonsForm,
        letters=rehearsed,
        style="btn-danger",
    ),
    Step(
        name="annul",
        label=_("Annul the result"),
        applies=at(MotionStatus.CLOSED),
        act=services.annul,
        leads_to=MotionStatus.ANNULLED,
        consequence=after_calling_off(_("The result is set aside and has no effect.")),
        seen_by=_(
            "It stays readable for the members. Everybody on the roll gets a mail with the reasons."
        ),
        done=_("The result is annulled, and the roll is told why."),
        form=ReasonsForm,
        letters=rehearsed,
        style="btn-danger",
    ),
)
