"""What the secretariat can do with a membership: one entry for each step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.admin.step_admin import at
from common.admin.steps import Step
from common.form_fields import LinesField
from members.enums import Maturity, MembershipClass
from members.enums import MembershipStatus as Status
from members.register import two_people
from members.register.models import Membership
from members.register.services import memberships
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, proposing

DATE_HELP = _("A year, a month or a day: 2022, June 2022 or 30.06.2022.")
IN_THE_HISTORY = _(
    "The history of the membership, which the centre's people and the secretariat read. The "
    "public page shows what holds now, and not the reason."
)
MATURITY = {
    "required": False,
    "choices": [("", _("Not known")), *Maturity.choices],
}


class StepForm(forms.Form):
    """When it was announced, from when it holds, and why."""

    announced = Membership._meta.get_field("announced").formfield(help_text=DATE_HELP)
    effective = Membership._meta.get_field("effective").formfield(
        required=True,
        help_text=_("As exactly as it is known: 2022, June 2022 or 30.06.2022. Not after today."),
    )
    reason = LinesField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "It stays in the history and goes to the centre's people by email; the public page "
            "does not show it. No names of persons."
        ),
    )


class ClassForm(StepForm):
    membership_class = forms.ChoiceField(label=_("Class from then on"), choices=MembershipClass)
    field_order = ["membership_class"]


class MaturityForm(StepForm):
    maturity = forms.ChoiceField(label=_("Maturity from then on"), **MATURITY)
    field_order = ["maturity"]


class DatesForm(StepForm):
    effective = Membership._meta.get_field("effective").formfield(
        help_text=StepForm.base_fields["effective"].help_text
    )
    field_order = ["announced", "effective"]


class EnterForm(DatesForm):
    """A first membership of a centre, or a new one after an end."""

    membership_class = forms.ChoiceField(label=_("Class"), choices=MembershipClass)
    maturity = forms.ChoiceField(label=_("Maturity"), **MATURITY)
    field_order = ["membership_class", "maturity"]


STEPS = (
    proposing(
        two_people.SUSPEND,
        Step(
            name="suspend",
            label=_("Suspend"),
            applies=at(Status.ACTIVE),
            act=memberships.suspend,
            leads_to=Status.SUSPENDED,
            consequence=_(
                "The centre stays listed, marked as suspended, and has no vote in any motion that "
                "is opened from now on. In votes that are open it keeps its vote until they are "
                "decided: nobody silences a country in mid-vote."
            ),
            seen_by=IN_THE_HISTORY,
            done=_("The membership is suspended. The centre's people are told by email."),
            form=StepForm,
            letters=rehearsed,
            style="btn-danger",
        ),
    ),
    proposing(
        two_people.RESUME,
        Step(
            name="resume",
            label=_("Lift the suspension"),
            applies=at(Status.SUSPENDED),
            act=memberships.resume,
            leads_to=Status.ACTIVE,
            consequence=lambda membership: (
                _("The centre votes again in every motion that is opened from now on.")
                if membership.membership_class == MembershipClass.MEMBER
                else _("The centre takes part again as an associate, which has no vote.")
            ),
            seen_by=IN_THE_HISTORY,
            done=_("The suspension is lifted. The centre's people are told by email."),
            form=StepForm,
            letters=rehearsed,
        ),
    ),
    proposing(
        two_people.CLASS,
        Step(
            name="class",
            label=_("Change the class"),
            applies=at(Status.ACTIVE, Status.SUSPENDED),
            act=memberships.change_class,
            consequence=_(
                "Full members vote, associates do not. It counts for motions that are opened from "
                "now on, and for the Network's balance from the day you name."
            ),
            seen_by=IN_THE_HISTORY,
            done=lambda before, row: (
                _("The centre is now listed as: %(membership_class)s.")
                % {"membership_class": row.get_membership_class_display()}
            ),
            form=ClassForm,
            letters=rehearsed,
        ),
    ),
    proposing(
        two_people.MATURITY,
        Step(
            name="maturity",
            label=_("Change the maturity"),
            applies=at(Status.ACTIVE, Status.SUSPENDED),
            act=memberships.change_maturity,
            consequence=_("It counts for the Network's balance from the day you name."),
            seen_by=IN_THE_HISTORY,
            done=lambda before, row: (
                _("The centre's maturity is now on record as: %(maturity)s.")
                % {"maturity": row.get_maturity_display() or _("Not known")}
            ),
            form=MaturityForm,
            letters=rehearsed,
        ),
    ),
    proposing(
        two_people.DATES,
        Step(
            name="dates",
            label=_("Correct the dates"),
            act=memberships.correct_dates,
            consequence=_("Only what is on record about when it was announced and took effect."),
            seen_by=IN_THE_HISTORY,
            done=_("The dates are corrected, and the history says so."),
            form=DatesForm,
            form_details=lambda membership: {
                "initial": {
                    "announced": membership.announced,
                    "effective": membership.effective,
                }
            },
        ),
    ),
    proposing(
        two_people.END,
        Step(
            name="end",
            label=_("End the membership"),
            applies=at(Status.ACTIVE, Status.SUSPENDED),
            act=memberships.end,
            leads_to=Status.ENDED,
            consequence=_(
                "The centre stays listed as a former member. Everybody who speaks for it stops "
                "doing so today, but for votes that are open: there they still vote until these "
                "are decided. It can come back by a new membership; its people are then invited "
                "anew."
            ),
            seen_by=IN_THE_HISTORY,
            done=_("The membership has ended. Nobody speaks for the centre any more."),
            form=StepForm,
            letters=rehearsed,
            style="btn-danger",
        ),
    ),
    *SETTLING,
)

ENTER = proposing(
    two_people.ENTER,
    Step(  # a step of the centre
        name="enter",
        label=_("Enter a membership"),
        applies=lambda centre: not centre.memberships.in_the_network().exists(),
        act=memberships.enter,
        consequence=_(
            "The centre is listed in the public directory from then on, as entered and not voted. "
            "Without a day the history says that it is not known. After an end this is a new "
            "membership; the earlier one stays as it is, and the centre's people are invited anew "
            "on its page."
        ),
        seen_by=IN_THE_HISTORY,
        done=lambda centre, row: (
            _("The membership of %(centre)s is on record.") % {"centre": centre}
        ),
        form=EnterForm,
        letters=rehearsed,
        is_aside=True,
    ),
)
