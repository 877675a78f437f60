"""Forms about people: who speaks for a centre, and what each decides about their own login."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common import time_zones
from common.form_fields import DayField, EmailField, LineField, LinesField
from members.enums import RepresentativeRole
from members.register.models import User


def day_field(label, **options):
    return DayField(label=label, **options)


class PersonForm(forms.Form):
    name = LineField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("The person's own: it becomes their login."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class InvitePersonForm(PersonForm):
    role = forms.ChoiceField(label=_("Role"), choices=RepresentativeRole)
    on = day_field(_("From"), help_text=_("The first day on which the person acts."))


class HandOverForm(PersonForm):
    consequence = _(
        "The successor begins on the very day you name, and the delegate acts until the day "
        "before: there is no gap. Somebody who acts for the centre already gives up the other "
        "role that day. Both, everybody else of the centre and the secretariat are told."
    )
    on_open_votes = _(
        "In votes that are open the delegate acts no longer from that day. Where the centre itself "
        "hands over, the successor takes the place on their rolls; where the secretariat does, two "
        "people replace the voter there."
    )
    on = day_field(
        _("From"),
        help_text=_("The successor begins on this day and the delegate acts until the day before."),
    )

    field_order = ["name", "email", "on"]


class EndForm(forms.Form):
    consequence = _(
        "From the day you name the person no longer acts for the centre. They, everybody else of "
        "the centre and the secretariat are told. If it is the first day or one before it, the "
        "invitation is taken back."
    )
    without_a_delegate = _(
        "Without a delegate the centre may be unable to vote. To name a successor, hand the role "
        "over instead."
    )
    on = day_field(_("From"), help_text=_("The first day on which the person no longer acts."))


class LockForm(forms.Form):
    reason = LinesField(
        label=_("Why"),
        max_length=2000,
        help_text=_("The person, your centre and the secretariat read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OwnAddressForm(forms.Form):
    email = EmailField(
        label=_("New address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class LeaveForm(forms.Form):
    on = day_field(_("From"), help_text=_("The first day on which your centre is no member."))
    reason = LinesField(
        label=_("Why"),
        max_length=2000,
        help_text=_("It stays in the membership's history. No names of persons."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PreferencesForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times are shown in this zone, always with UTC beside them."),
    )

    class Meta:
        model = User
        fields = ["name", "telephone", "time_zone", "wants_reminders", "wants_weekly_letter"]
        widgets = {"telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = ("", _("The Network's (%(zone)s)") % {"zone": settings.TIME_ZONE})
        self.fields["time_zone"].choices = [own, *time_zones.choices(self.instance.time_zone)]
