"""What is done in the applicant's place: the steps that propose it, and the form for a paper."""

from copy import copy, deepcopy

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Step
from common.attempts import attempt
from common.dates import network_day
from common.form_fields import DayField, EmailField, LinesField
from members.applications.answers import as_read, as_text
from members.applications.form_fields import FIELDS, SECTIONS, STATEMENT
from members.applications.forms import STEP_FORMS
from members.applications.permissions import can_withdraw
from members.applications.services import on_behalf
from members.applications.two_people import CORRECT, ENTER, WITHDRAW
from members.enums import Criterion
from members.permissions import can_review
from outbox.rehearsal import rehearsed
from proposals import services as proposals
from proposals.admin_steps import proposing
from uploads import checking
from uploads.form_fields import UploadField

SECTION_OF = {name: section.name for section in SECTIONS.values() for name in section.names}


class WithdrawForm(forms.Form):
    reason = LinesField(
        label=_("How the applicant asked for it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: by a signed letter of 3 December 2026. Name nobody."),
    )
    withdrawal_reason = LinesField(
        label=_("The applicant's reason (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


WITHDRAW_STEP = proposing(
    WITHDRAW,
    Step(
        name="withdraw",
        label=_("Withdraw at the applicant's wish"),
        applies=lambda application: not application.is_draft and can_withdraw(application),
        why_not=lambda application, user: on_behalf.why_not_withdrawn(application),
        act=on_behalf.withdraw,
        form=WithdrawForm,
        consequence=_("The case is closed. It cannot be undone; the organisation may apply again."),
        seen_by=_("The applicant is told by email and reads it on the status page."),
        done="",
        letters=rehearsed,
        style="btn-danger",
        is_aside=True,
    ),
)


def correction_of(answer):
    """A step of its own for each answer, with the very field of the applicant's form."""
    label = on_behalf.label_of(answer)

    class CorrectionForm(forms.Form):
        value = _field_of(answer, label)
        reason = LinesField(
            label=_("Why it is an obvious error"),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("The applicant reads these words."),
        )

        def __init__(self, *args, application, **kwargs):
            self.application = application
            super().__init__(*args, **kwargs)

        def clean(self):
            cleaned = super().clean()
            for error in _what_the_form_says(self.application, answer, cleaned.get("value")):
                self.add_error("value", error)
            before = on_behalf.answer_as_text(self.application, answer)
            return {**cleaned, "answer": answer, "before": before}

    return proposing(
        CORRECT,
        Step(
            name="correct",
            label=_("Correct: %(answer)s") % {"answer": label},
            applies=lambda application: not on_behalf.why_not_corrected(application),
            act=on_behalf.correct,
            form=CorrectionForm,
            form_details=lambda application: {
                "application": application,
                "initial": {"value": _stored(application, answer)},
            },
            consequence=lambda application: (
                _("In place of “%(before)s” the application says what is written here.")
                % {"before": as_text(answer, on_behalf.answer_as_text(application, answer))}
            ),
            seen_by=_("The applicant is told by email what it read, what it reads now, and why."),
            done="",
            letters=rehearsed,
        ),
    )


def _stored(application, answer):
    if answer in Criterion:
        return on_behalf.answer_as_text(application, answer)
    return getattr(application, answer)


def _field_of(answer, label):
    name = STATEMENT.name if answer in Criterion else answer
    field = deepcopy(STEP_FORMS[SECTION_OF.get(answer, answer)].base_fields[name])
    field.label = label
    field.required = bool(STATEMENT.gap if answer in Criterion else FIELDS[answer].gap)
    return field


def _what_the_form_says(application, answer, value):
    """What the applicant's own form would have against this answer beside the others."""
    if answer in Criterion or value in (None, ""):
        return []
    made = STEP_FORMS[SECTION_OF[answer]]
    others = made(instance=application).initial
    form = made({**others, answer: value}, instance=copy(application))
    return form.errors.as_data().get(answer, [])


class PaperForm(forms.Form):
    """An application on paper as the secretariat types it: the form's answers on one page."""

    contact_email = EmailField(
        label=_("Contact's email address"),
        max_length=254,
        help_text=_("All letters about the application go there, with the link that opens it."),
    )
    received_on = DayField(label=_("Received on"))
    reason = LinesField(
        label=_("How it came"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: by post, signed by the head of the organisation."),
    )
    scan = UploadField(
        label=_("The paper as a scan, with all that was attached"),
        help_text=_("It is kept as evidence on each of the four criteria."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*FIELDS, *Criterion.values):
            label = on_behalf.label_of(name)
            self.fields[name] = _field_of(name, label)

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > network_day(timezone.now()):
            raise forms.ValidationError(_now("This day is still to come."))
        return day

    def clean_scan(self):
        return checking.check(self.cleaned_data["scan"], max_bytes=settings.EVIDENCE_MAX_BYTES)

    def clean(self):
        """What the applicant's own forms would say, step by step."""
        cleaned = super().clean()
        for section in SECTIONS.values():
            answers = {name: cleaned.get(name) for name in section.names}
            form = STEP_FORMS[section.name](answers)
            for name, errors in form.errors.as_data().items():
                if name in section.names and name not in self.errors:
                    self.add_error(name, errors)
        return cleaned

    @property
    def details(self):
        """What the service takes."""
        data = self.cleaned_data
        return {
            "received_on": data["received_on"],
            "answers": {name: data[name] for name in FIELDS},
            "statements": {name: data[name] for name in Criterion.values},
            "scan": data["scan"],
            "reason": data["reason"],
        }

    @property
    def facts(self):
        """What was typed, for the second person to compare with the scan."""
        data = self.cleaned_data
        return [
            (_now("Contact's email address"), data["contact_email"]),
            *(
                (on_behalf.label_of(name), as_read(name, data[name]))
                for name in (*FIELDS, *Criterion.values)
                if data[name] not in (None, "")
            ),
        ]


def enter_paper(request, admin):
    """Type what came on paper; a second person compares it with the scan and releases it."""
    if not can_review(request.user):
        raise PermissionDenied
    form = PaperForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        proposed = _now(
            "Proposed. It is entered once a second person has compared and released it."
        )
        with attempt(request, success=proposed, form=form) as proposal, transaction.atomic():
            now, data = timezone.now(), form.cleaned_data
            draft = on_behalf.begin(
                data["contact_email"], country=data["country"], by=request.user, now=now
            )
            proposals.propose(
                draft,
                ENTER.name,
                form.details,
                title=_now("Enter an application on paper: %(centre)s")
                % {"centre": data["centre_name"]},
                reason=data["reason"],
                facts=form.facts,
                by=request.user,
                now=now,
            )
        if proposal.succeeded:
            return redirect(reverse("tasks"))
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Enter an application that came on paper"),
        "opts": admin.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/members/application/enter_paper.html", context)
