"""What can be done to several cases at once; each case is asked for by itself."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from common.refusals import Refused
from members.applications.services import assigning, clarifying
from members.permissions import secretariat_people


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(None, label=gettext_lazy("Assign to"), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = secretariat_people()


@dataclass(frozen=True)
class Act:
    """`form` asks on a page of its own before anything happens; None acts at once."""

    label: str
    service: Callable
    done: str
    consequence: str = ""
    form: type[forms.Form] | None = None


ASSIGNED = ngettext_lazy("%(count)d case assigned.", "%(count)d cases assigned.", "count")
ACTS = {
    "assign-to-me": Act(gettext_lazy("Assign to me"), assigning.assign, ASSIGNED),
    "assign": Act(
        gettext_lazy("Assign to somebody"),
        assigning.assign,
        ASSIGNED,
        gettext_lazy("That person answers for these cases from now on. No mail goes out."),
        AssignForm,
    ),
    "remind": Act(
        gettext_lazy("Remind the applicants"),
        clarifying.remind,
        ngettext_lazy("%(count)d applicant reminded.", "%(count)d applicants reminded.", "count"),
        gettext_lazy(
            "Each applicant who owes an answer gets the question by mail once more, at most once "
            "a day. The others get nothing."
        ),
        forms.Form,
    ),
}


def run(act, cases, *, by, **more):
    """Do it to each case that the rules allow; how many it was, and why others were left."""
    done, left = 0, []
    for case in cases:
        try:
            act.service(case, by=by, now=timezone.now(), **more)
        except Refused as refusal:
            left.append(f"{case.reference} ({str(refusal).rstrip('.')})")
        else:
            done += 1
    return done, left


def told(act, done, left):
    """The outcome in a sentence or two."""
    said = act.done % {"count": done}
    if not left:
        return said
    return _("%(done)s %(count)d left: %(left)s.") % {
        "done": said,
        "count": len(left),
        "left": ", ".join(left),
    }
