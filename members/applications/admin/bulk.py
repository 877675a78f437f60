"""What can be done to several cases at once."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep
from members.applications.services import assigning, clarifying, review
from members.permissions import secretariat_people
from outbox.rehearsal import rehearsed


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(None, label=_("Assign to"), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = secretariat_people()


def assigned(count):
    return ngettext("%d case assigned.", "%d cases assigned.", count) % count


def begun(count):
    return ngettext("%d review begun.", "%d reviews begun.", count) % count


def reminded(count):
    return ngettext("%d applicant reminded.", "%d applicants reminded.", count) % count


BULK_STEPS = (
    BulkStep(
        name="take-up",
        label=_("Start the reviews"),
        act=review.take_up,
        done=begun,
        consequence=_(
            "You answer for these cases from now on. Each applicant reads on the status page "
            "that the review has begun."
        ),
    ),
    BulkStep(
        name="assign-to-me",
        label=_("Assign to me"),
        act=lambda case, *, by, now: assigning.assign(case, to=by, by=by, now=now),
        done=assigned,
        asks=False,
    ),
    BulkStep(
        name="assign",
        label=_("Hand over"),
        act=assigning.assign,
        done=assigned,
        consequence=_("That person answers for these cases from now on."),
        form=AssignForm,
    ),
    BulkStep(
        name="remind",
        label=_("Remind the applicants"),
        act=clarifying.remind,
        done=reminded,
        consequence=_(
            "Each applicant who owes an answer gets the question by email once more, at most "
            "once a day. The others get nothing."
        ),
        letters=rehearsed,
    ),
)
