"""Four questions before an application is started. Answers stand in the URL, nowhere else."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from members.applications import self_check as rules
from members.enums import EVIDENCE_TO_PREPARE, Criterion

QUESTIONS = {
    Criterion.MANDATE: (
        _("Who gave the centre its mandate for innovation procurement?"),
        [
            ("national", _("The national government, or the law of the country")),
            ("private", _("The state gave it to a private body, which hosts the centre")),
            ("regional", _("A region or a federal state of the country")),
            ("none", _("Nobody yet")),
        ],
    ),
    Criterion.RESOURCES: (
        _("What does the centre have to work with?"),
        [
            ("own", _("A budget and staff of its own")),
            ("shared", _("A share of another unit's budget and staff")),
            ("none", _("Nothing assigned to it yet")),
        ],
    ),
    Criterion.PARTICIPATION: (
        _("Can people of the centre take part in meetings and votes, with time and travel paid?"),
        [("yes", _("Yes")), ("not_sure", _("We are not sure")), ("no", _("No"))],
    ),
    Criterion.COMMITMENT: (
        _("Has the institution committed itself to taking part in the Network?"),
        [
            ("letter", _("Yes, in a letter of the institution")),
            ("word", _("Its head has said so, but nothing is written")),
            ("not_yet", _("Not yet")),
        ],
    ),
}

SENTENCES = {
    ("mandate", "national"): _("A national mandate is what the Network asks for."),
    ("mandate", "private"): _(
        "A private body can host a centre if the state gave it the mandate. Germany's member is "
        "one. Say so in the application and show the act of the state."
    ),
    ("mandate", "regional"): _(
        "The criterion speaks of the national government. Whether the mandate of a region is "
        "enough is for the Network to decide, not for this page: Flanders has raised the "
        "question. You can apply; expect that it is discussed."
    ),
    ("mandate", "none"): _(
        "Without an official mandate the application would be found not eligible. Ask the "
        "ministry in charge for one first: a law, a decree or a letter."
    ),
    ("resources", "own"): _("Dedicated budget and staff are what the Network asks for."),
    ("resources", "shared"): _(
        "The criterion asks for dedicated resources. A share can be enough if it is written down "
        "which part is the centre's; the secretariat will look at that closely."
    ),
    ("resources", "none"): _(
        "A centre without a budget and people of its own would be found not to meet this criterion."
    ),
    ("participation", "yes"): _("Time and budget for taking part are what the Network asks for."),
    ("participation", "not_sure"): _(
        "Settle this before you apply: name the people, the days a year and who pays for travel."
    ),
    ("participation", "no"): _(
        "Members meet, vote and write papers together. A centre that cannot take part would not "
        "meet this criterion."
    ),
    ("commitment", "letter"): _("A letter of the institution is what the Network asks for."),
    ("commitment", "word"): _(
        "The word of the head has to be written down: ask for a letter that commits the "
        "institution."
    ),
    ("commitment", "not_yet"): _(
        "Ask the head of the institution for a letter that commits it to taking part."
    ),
}

VERDICTS = {
    rules.IN_PLACE: _("In place"),
    rules.MISSING: _("Will be missing"),
    rules.NEEDS_DECISION: _("Needs a decision"),
}


class SelfCheckForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for criterion, (question, choices) in QUESTIONS.items():
            self.fields[criterion.value] = forms.ChoiceField(
                label=question,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose the answer that comes closest.")},
            )


@require_safe
@login_not_required
def self_check(request):
    form = SelfCheckForm(request.GET if request.GET else None)
    context = {"form": form, "result": None}
    if form.is_valid():
        result = rules.check(form.cleaned_data)
        context |= {
            "result": result,
            "missing": [Criterion(each.criterion).label.lower() for each in result.missing],
            "rows": [
                {
                    "label": Criterion(outcome.criterion).label,
                    "state": outcome.verdict,
                    "verdict": VERDICTS[outcome.verdict],
                    "sentence": SENTENCES[outcome.criterion, outcome.answer],
                    "prepare": EVIDENCE_TO_PREPARE[Criterion(outcome.criterion)],
                }
                for outcome in result.outcomes
            ],
        }
    return render(request, "members/self_check.html", context)
