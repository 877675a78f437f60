"""Forms of comments, objections and positions, and of the secretariat's steps around them."""

from datetime import timedelta

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.dates import end_of_network_day, network_day
from common.form_fields import DayField, LineField, LinesField
from knowledge_exchange.papers.anchors import LONGEST
from knowledge_exchange.papers.enums import Stance


def _long(label, *, rows=5, max_length=4000, **more):
    area = forms.Textarea(attrs={"rows": rows})
    return LinesField(label=label, max_length=max_length, widget=area, **more)


class CommentForm(forms.Form):
    """`passage` is hidden where the text is on the page, and typed where it is a PDF."""

    passage = LineField(
        label=_("Passage"),
        max_length=LONGEST,
        required=False,
        help_text=_("The page and the words that it is about. Empty for the paper as a whole."),
    )
    text = _long(_("Comment"))

    def __init__(self, *args, passages=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.passages = passages
        if passages is not None:
            self.fields["passage"].widget = forms.HiddenInput()

    def clean_passage(self):
        passage = " ".join(self.cleaned_data["passage"].split())
        if passage and self.passages is not None and passage not in self.passages:
            raise forms.ValidationError(
                _("This passage has changed meanwhile. Your words are kept here: choose it again.")
            )
        return passage


class ReplyForm(forms.Form):
    text = _long(_("Reply"), rows=3)


class ResolveForm(forms.Form):
    resolution = _long(_("What was done about it"), rows=2, max_length=1000)


class ObjectionForm(forms.Form):
    reasons = _long(
        _("Why your centre objects"),
        help_text=_("All members read it. The text goes back to discussion or to the vote."),
    )


class PositionForm(forms.Form):
    stance = forms.ChoiceField(
        label=_("Position of your centre"), choices=Stance.choices, widget=forms.RadioSelect
    )
    text = _long(
        _("In your centre's words"),
        required=False,
        help_text=_("Published with the paper. Needed for a reservation and for a dissent."),
    )

    def clean(self):
        position = super().clean()
        if position.get("stance") in (Stance.RESERVE, Stance.DISSENT) and not position.get("text"):
            self.add_error("text", _("Say why your centre does not simply endorse the paper."))
        return position


class DeadlineForm(forms.Form):
    """The cleaned value is the end of the day, by the Network's clocks; `days` are proposed.

    `shortest` is what the centres are left at least; whether a step allows it, its service says.
    """

    until = DayField(
        label=_("Last day"),
        help_text=_("It ends at midnight after this day, by the clocks of the Network."),
    )

    def __init__(self, *args, now, days, shortest=timedelta(), **kwargs):
        self.earliest = now + shortest
        proposed = network_day(now) + timedelta(days=days)
        super().__init__(*args, initial={"until": proposed}, **kwargs)

    def clean_until(self):
        until = end_of_network_day(self.cleaned_data["until"])
        if until < self.earliest:
            day = date_format(network_day(self.earliest), "j F Y")
            raise forms.ValidationError(_("Choose %(day)s or a later day.") % {"day": day})
        return until


class WhyForm(forms.Form):
    why = _long(
        _("Reasons"), max_length=2000, help_text=_("The centres' representatives read them.")
    )
