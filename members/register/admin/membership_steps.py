"""What the secretariat can do with a membership: one entry for each step."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from members.enums import Maturity, MembershipClass, MembershipStatus
from members.register.models import Centre, Membership
from members.register.services import memberships

S = MembershipStatus
DATE_HELP = _("A year, a month or a day: 2022, 2022-06 or 2022-06-30.")
REASON_HELP = _(
    "It stays in the history and goes to the centre's people by mail; the public page does not "
    "show it. No names of persons."
)


class StepForm(forms.Form):
    """When it was announced, from when it holds, and why."""

    announced = Membership._meta.get_field("announced").formfield(help_text=DATE_HELP)
    effective = Membership._meta.get_field("effective").formfield(
        help_text=_("As exactly as it is known: 2022, 2022-06 or 2022-06-30. Not after today."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON_HELP,
    )

    def __init__(self, *args, membership=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["effective"].required = True


class ClassForm(StepForm):
    membership_class = forms.ChoiceField(label=_("Class from then on"), choices=MembershipClass)
    field_order = ["membership_class"]


class MaturityForm(StepForm):
    maturity = forms.ChoiceField(
        label=_("Maturity from then on"),
        required=False,
        choices=[("", _("Not known")), *Maturity.choices],
    )
    field_order = ["maturity"]


class DatesForm(StepForm):
    def __init__(self, *args, membership=None, **kwargs):
        dates = {"announced": membership.announced, "effective": membership.effective}
        super().__init__(*args, initial=dates, membership=membership, **kwargs)
        self.fields["effective"].required = False


class EnterForm(StepForm):
    """A first membership, or a new one after an end."""

    centre = forms.ModelChoiceField(Centre.objects.all(), label=_("Centre"))
    membership_class = forms.ChoiceField(label=_("Class"), choices=MembershipClass)
    maturity = forms.ChoiceField(
        label=_("Maturity"), required=False, choices=[("", _("Not known")), *Maturity.choices]
    )
    field_order = ["centre", "membership_class", "maturity"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["effective"].required = False


@dataclass(frozen=True)
class MembershipStep:
    """`tells` is false where nothing happened of which the centre's people have to hear."""

    name: str
    label: str
    at: tuple
    consequence: str
    service: Callable
    form: type[StepForm] = StepForm
    is_grave: bool = False
    tells: bool = True


STEPS = {
    step.name: step
    for step in (
        MembershipStep(
            "suspend",
            _("Suspend"),
            (S.ACTIVE,),
            _(
                "The centre stays listed, marked as suspended, and has no vote in any motion that "
                "is opened from now on. Open votes keep their roll."
            ),
            memberships.suspend,
            is_grave=True,
        ),
        MembershipStep(
            "resume",
            _("Lift the suspension"),
            (S.SUSPENDED,),
            _("The centre votes again in every motion that is opened from now on."),
            memberships.resume,
        ),
        MembershipStep(
            "class",
            _("Change the class"),
            (S.ACTIVE, S.SUSPENDED),
            _(
                "Full members vote, associates do not. It counts for motions that are opened from "
                "now on, and for the Network's balance from the day you name."
            ),
            memberships.change_class,
            ClassForm,
        ),
        MembershipStep(
            "maturity",
            _("Change the maturity"),
            (S.ACTIVE, S.SUSPENDED),
            _("It counts for the Network's balance from the day you name."),
            memberships.change_maturity,
            MaturityForm,
        ),
        MembershipStep(
            "dates",
            _("Correct the dates"),
            tuple(S),
            _("Only what is on record about when it was announced and took effect."),
            memberships.correct_dates,
            DatesForm,
            tells=False,
        ),
        MembershipStep(
            "end",
            _("End the membership"),
            (S.ACTIVE, S.SUSPENDED),
            _(
                "The centre stays listed as a former member. Everybody who speaks for it stops "
                "doing so today. It can come back by a new membership; its people are then "
                "invited anew."
            ),
            memberships.end,
            is_grave=True,
        ),
    )
}


def steps_for(membership):
    return [step for step in STEPS.values() if membership.status in step.at]
