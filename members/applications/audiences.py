"""Letters to applicants: to the contact of each application, by how far it has come."""

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.applications.models import Application
from members.enums import ApplicationStatus
from outbox.audiences import Addressee, Audience

OFFERED = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.UNDER_REVIEW,
    ApplicationStatus.CLARIFICATION,
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.IN_VOTE,
)


class ApplicantsForm(forms.Form):
    statuses = forms.MultipleChoiceField(
        label=_("How far the application has come"),
        choices=[(status, status.label) for status in OFFERED],
        widget=forms.CheckboxSelectMultiple,
    )


def applicants(now: datetime, *, statuses: Sequence[str]) -> list[Addressee]:
    cases = Application.objects.with_status(*statuses).exclude(contact_email="")
    return [
        Addressee(to=email, name=name or email)
        for email, name in cases.values_list("contact_email", "contact_name")
    ]


def applicants_in_words(*, statuses: Sequence[str]) -> str:
    names = [f"“{status.label}”" for status in OFFERED if status in statuses]
    return gettext("applicants whose application is %(states)s") % {
        "states": get_text_list(names, gettext("or"))
    }


AUDIENCES = (
    Audience(
        name="members.applicants",
        label=_("Applicants"),
        hint=_("The contact of each application that is open, by its state."),
        form=ApplicantsForm,
        people=applicants,
        whom=applicants_in_words,
        only_while=True,
    ),
)
