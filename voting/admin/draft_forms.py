"""What the secretariat fills in for a motion that is no admission: words, and a subject."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.models import Centre, CoChairTerm, Membership
from voting.enums import MotionKind
from voting.models import Motion, RuleSet

IN_THE_RECORD = _("It stands in the public record of the vote for good, so it names no person.")


class DraftForm(forms.ModelForm):
    """Only checks shape; `services.draft` stores it."""

    starts_as = {"title": "", "question": ""}

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial |= self.starts_as
        self.fields["title"].help_text = _("As it stands in lists and in the subject of emails.")
        self.fields["question"].help_text = _("What the centres say yes or no to.")
        self.fields["question"].widget.attrs["rows"] = 2
        self.offer(network_day(now))

    def offer(self, day):
        """What can be chosen from on this day."""


class RuleSetMotionForm(DraftForm):
    starts_as = {
        "title": _("Adoption of rules"),
        "question": _("Should the Network adopt these rules?"),
    }

    class Meta:
        model = Motion
        fields = ["title", "question", "proposed_rule_set"]

    def offer(self, day):
        field = self.fields["proposed_rule_set"]
        field.queryset, field.required = RuleSet.objects.drafts(), True
        field.help_text = _("A draft of the rules. It cannot be changed while this motion runs.")


class CoChairMotionForm(DraftForm):
    starts_as = {
        "title": _("Election of co-chairs"),
        "question": _("Should these centres lead the Network?"),
    }

    class Meta:
        model = Motion
        fields = [
            "title",
            "question",
            "candidate",
            "second_candidate",
            "term",
            "term_begins",
            "hands_over",
        ]
        widgets = {
            "hands_over": forms.CheckboxSelectMultiple,
        }

    def offer(self, day):
        members = Membership.objects.entitled_to_vote().values("centre")
        for name in ("candidate", "second_candidate"):
            self.fields[name].queryset = Centre.objects.filter(pk__in=members)
        for name in ("candidate", "term", "term_begins"):
            self.fields[name].required = True
        self.fields["hands_over"].queryset = CoChairTerm.objects.not_over_by(day).select_related(
            "centre"
        )
        self.fields["term"].help_text = _("As it is called: 2027-2028.")
        self.fields["term_begins"].help_text = _("After the vote closes.")
        self.fields["hands_over"].help_text = _("What is marked ends on that day.")


class PositionMotionForm(DraftForm):
    starts_as = {
        "title": "",
        "question": _("Should the Network take this position?"),
    }

    class Meta:
        model = Motion
        fields = ["title", "question", "text"]

    def offer(self, day):
        self.fields["text"].required = True
        self.fields["text"].help_text = IN_THE_RECORD


FORMS = {
    MotionKind.RULE_SET: RuleSetMotionForm,
    MotionKind.CO_CHAIR: CoChairMotionForm,
    MotionKind.POSITION: PositionMotionForm,
}
