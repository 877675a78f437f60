"""Rules and deadline of a vote, as the secretariat fills them in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common import time_zones
from common.attempts import trial
from common.form_fields import DayField, TimeField
from voting import services
from voting.models import RuleSet
from voting.rules.deadlines import instants, next_end_of_work, next_shown


class RuleSetField(forms.ModelChoiceField):
    def label_from_instance(self, rule_set):
        return _("%(title)s (%(name)s): %(days)d days, at least %(least)d") % {
            "title": rule_set.rules.title,
            "name": rule_set,
            "days": rule_set.rules.voting_days,
            "least": rule_set.rules.minimum_voting_days,
        }


def zones():
    """The Network's own zone first, then those of Europe."""
    every = time_zones.choices(settings.TIME_ZONE)
    return sorted(every, key=lambda zone: zone[0] != settings.TIME_ZONE)


class OpeningForm(forms.Form):
    """Rules in force and a deadline; `cleaned_data["deadline"]` is the instant that was meant."""

    rule_set = RuleSetField(
        label=_("Rules in force for this kind of motion"),
        queryset=RuleSet.objects.none(),
        empty_label=None,
        disabled=True,  # shown, not chosen
    )
    closes_on = DayField(label=_("Last day of the vote"))
    closes_at = TimeField(
        label=_("Closes at"),
        widget=forms.TimeInput(format="%H:%M"),
    )

    zone = forms.ChoiceField(
        label=_("By the clocks of"),
        required=False,
        choices=zones,
        help_text=_("Everybody reads the deadline in a zone of their own, with UTC beside it."),
    )

    def __init__(self, *args, kind, now, **kwargs):
        self.now, self.zone = now, ZoneInfo(settings.TIME_ZONE)
        super().__init__(*args, **kwargs)
        if in_force := RuleSet.objects.in_force(kind):
            self.fields["rule_set"].queryset = RuleSet.objects.filter(pk=in_force.pk)
            planned = services.planned_close(in_force, self.now)
            day, at = next_end_of_work(planned, self.zone)
            proposed = {"rule_set": in_force, "closes_on": day, "closes_at": at}
            self.initial = {**proposed, "zone": self.zone.key, **self.initial}

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if not {"rule_set", "closes_on", "closes_at"} <= cleaned.keys():
            return cleaned
        self.zone = ZoneInfo(cleaned.get("zone") or self.zone.key)
        wall = datetime.combine(cleaned["closes_on"], cleaned["closes_at"])
        deadline = self.instant_meant(wall)
        if deadline:
            cleaned["deadline"] = deadline
            with trial() as checking:
                services.check_deadline(cleaned["rule_set"], deadline, self.now)
            if checking.refusal:
                self.add_error("closes_on", str(checking.refusal))
        return cleaned

    def instant_meant(self, wall):
        """Clocks show a time once, or never or twice where summer time begins or ends."""
        possible = instants(wall, self.zone)
        if len(possible) == 2:
            return self.choose_between(possible)
        if possible:
            return possible[0]
        skipped = _(
            "On %(day)s the clocks of %(zone)s skip %(time)s: summer time begins. "
            "The next time that they show is %(next)s."
        ) % {
            "day": date_format(wall, "j F Y"),
            "zone": self.zone.key,
            "time": f"{wall:%H:%M}",
            "next": f"{next_shown(wall, self.zone):%H:%M}",
        }
        self.add_error("closes_at", skipped)
        return None

    def choose_between(self, possible):
        """Summer time ends that night: the clocks show this time twice."""
        names = [f"{at.astimezone(self.zone):%H:%M %Z} ({at:%H:%M} UTC)" for at in possible]
        self.fields["which"] = forms.ChoiceField(
            label=_("Which of the two"),
            choices=[("first", names[0]), ("second", names[1])],
            widget=forms.RadioSelect,
        )
        which = self.data.get("which")
        if which not in ("first", "second"):
            message = _("Summer time ends that night, so the clocks show this time twice.")
            self.add_error("which", message)
            return None
        self.cleaned_data["which"] = which
        return possible[which == "second"]
