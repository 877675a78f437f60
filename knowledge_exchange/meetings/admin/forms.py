"""How the secretariat enters a meeting: its times by its own clocks, its agenda in any order."""

from copy import copy
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import time_zones
from common.admin.step_forms import digest
from common.admin.steps import Trial
from common.attempts import trial
from common.form_fields import IN_WORDS, MomentField, TimeField
from knowledge_exchange.meetings.models import AgendaItem, Material, Meeting
from knowledge_exchange.meetings.services import materials, meetings
from knowledge_exchange.meetings.services.meetings import day_on_the_clocks
from outbox.rehearsal import rehearsed

BY_ITS_CLOCKS = ("starts_at", "ends_at", "register_until")


TIME = {"size": 6}  # a browser's own field for times shows halves of the day in some countries
BROWSERS_OWN = {  # the admin's own show "now" by the server's clocks
    models.DateTimeField: {
        "form_class": MomentField,
        "widget": forms.SplitDateTimeWidget(
            date_attrs={"aria-label": _("Date")},
            time_attrs={**TIME, "aria-label": _("Time")},
            date_format=IN_WORDS,
            time_format="%H:%M",
        ),
    },
    models.DateField: {"widget": forms.DateInput},
    models.TimeField: {
        "form_class": TimeField,
        "widget": forms.TimeInput(attrs=TIME, format="%H:%M"),
    },
}
NARROW = {  # for what stands in the row of a table
    **BROWSERS_OWN,
    models.CharField: {"widget": forms.TextInput(attrs={"size": 24})},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 26})},
}


class MeetingForm(forms.ModelForm):
    """Whatever zone the person is in, times are read and shown by the clocks of the meeting.

    A change that the invited are told of is kept only once its letter was on the page: the form
    comes back with what was typed and the letter, whose fingerprint it sends when saved again.
    """

    by = None  # who fills it in
    letters = ()

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        initial=settings.TIME_ZONE,
        help_text=_("The times below are by the clocks there."),
    )

    class Meta:
        model = Meeting
        fields = ["title", "held", "starts_at", "ends_at", "time_zone", "register_until"]
        field_classes = dict.fromkeys(BY_ITS_CLOCKS, MomentField)
        help_texts = {
            "held": _(
                "A year, a month or a day: 2021, March 2021 or 18.03.2021. Taken from the "
                "beginning once that is known."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones.choices(self.instance.time_zone)
        for name in BY_ITS_CLOCKS:
            if instant := getattr(self.instance, name):
                there = instant.astimezone(self.instance.zone)
                self.initial[name] = there.replace(tzinfo=None)

    def full_clean(self):
        with timezone.override(self._zone()):
            super().full_clean()
        if self.is_bound and not self.errors and self.instance.pk:
            self._show_letters()

    def _show_letters(self):
        row, now = copy(self.instance), timezone.now()
        act = partial(meetings.save, row, by=self.by, now=now)
        self.letters = rehearsed(Trial(row, {}, act))
        if self.letters and self.data.get("letters_seen") != self.letters_fingerprint:
            self.add_error(
                None,
                ngettext(
                    "Nothing is saved yet. %d person who is invited gets the email below: read it, "
                    "then save once more.",
                    "Nothing is saved yet. %d people who are invited get the email below: read it, "
                    "then save once more.",
                    self.recipients_count,
                )
                % self.recipients_count,
            )

    @property
    def recipients_count(self):
        """How many get a letter."""
        return sum(len(letter.to) for letter in self.letters)

    @property
    def letters_fingerprint(self):
        return digest("\n".join(line for one in self.letters for line in (one.text, *one.to)))

    def _zone(self):
        name = self.data.get(self.add_prefix("time_zone"))
        return ZoneInfo(name) if name in available_timezones() else self.instance.zone

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("starts_at"):
            cleaned["held"] = day_on_the_clocks(cleaned["starts_at"], self._zone())
        return cleaned


class AgendaItemForm(forms.ModelForm):
    """The place is a wish: the service counts the items anew in that order."""

    place = forms.IntegerField(
        label=_("Place"),
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.NumberInput(attrs={"class": "vSmallField"}),
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "speaker", "starts", "minutes", "summary"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = self.instance.position


class MaterialShownForm(forms.ModelForm):
    class Meta:
        model = Material
        fields = ["title", "visibility"]

    def clean(self):
        cleaned = super().clean()
        with trial() as checking:
            materials.refuse_visibility(self.instance, cleaned.get("visibility"))
        if checking.refusal:
            self.add_error("visibility", str(checking.refusal))
        return cleaned
