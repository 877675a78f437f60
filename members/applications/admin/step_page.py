"""The page of a step: it asks before it acts, shows the mail, and acts only on what it showed."""

from django import forms
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.admin.step_forms import MailForm
from members.applications.admin.steps import standing_conflict, waiting_decision
from members.applications.history import lines
from members.applications.services import decisions
from members.applications.services.notifications import rehearse
from members.applications.services.review_lock import CaseMoved, as_seen
from members.register.models import ProcessRules
from outbox.preview import read


def case_url(application):
    return reverse("admin:members_application_change", args=[application.pk])


class StepPage:
    """One request for a step. Where a mail goes out it takes two pages: what has to be said,
    then the mail; and nothing is done that was not shown, as the case stands now.
    """

    def __init__(self, request, application, step):
        self.application, self.step, self.user = application, step, request.user
        self.now, self.sent = timezone.now(), request.POST if request.method == "POST" else None
        self.seen = newest_event(application)  # before anything else is read
        self.form = self._sent_form()
        self.mail_form = self._sent_mail_form()
        self.refusal = self._why_not()
        self.moved = self._moved()

    def _sent_form(self):
        form = self.step.form({} if self._needs_no_words else self.sent)
        is_prefilled = "prefill" in (self.sent or {}) and hasattr(form, "prefilled")
        return form.prefilled() if is_prefilled else form

    @property
    def _needs_no_words(self):
        return self.sent is None and not self.step.form.base_fields

    @property
    def edits_mail(self):
        return self.step.may_mail and not self.step.mail_is_fixed

    def _sent_mail_form(self):
        if self.edits_mail and self.sent and "confirm" in self.sent and "mail-send" in self.sent:
            return MailForm(self.sent, letter=None)
        return None

    def _why_not(self):
        """What stands against this step for this person now, in a sentence."""
        if standing_conflict(self.application, self.user):
            return _("You declared a conflict of interest on this case, so you do not act on it.")
        if self.application.status not in self.step.at or not self.step.applies(self.application):
            return _("This step is not possible now: the application is “%(status)s”.") % {
                "status": self.application.get_status_display()
            }
        return self.step.why_not(self.application, self.user)

    def _moved(self):
        if self.sent is None:
            return []
        events = self.application.events.after(self._seen_before)
        return list(events.select_related("by", "collaborator"))

    @property
    def _seen_before(self):
        """The newest event when the page was shown; a page that does not say so has seen none."""
        sent = self.sent.get("seen", "")
        return int(sent) if sent.isdecimal() else 0

    @cached_property
    def is_said(self):
        """Is everything said that the step needs, but for the mail?"""
        return self.form.is_valid() and "change" not in (self.sent or {})

    @property
    def is_last(self):
        return self.is_said or not self.step.may_mail

    def done(self):
        """Act if that was confirmed; True once it is done."""
        if not self.sent or "confirm" not in self.sent or not self.is_said:
            return False
        if self.mail_form and not self.mail_form.is_valid():
            return False
        try:
            as_seen(self.application, self._seen_before, self.step.service, **self._how())
        except CaseMoved as moved:
            self.moved = moved.events
        except Refused as refusal:
            self.refusal = str(refusal)
        else:
            return True
        return False

    def _how(self):
        how = {**self.form.cleaned_data, "by": self.user, "now": self.now}
        return how | ({"wording": self.mail_form.wording} if self.mail_form else {})

    def look_at_mail(self):
        """What would go out, found by trying; a refusal shows before anybody confirms."""
        if self.refusal or not self.is_said or not self.step.may_mail:
            return None
        how = {**self.form.cleaned_data, "by": self.user, "now": self.now}
        try:
            letter = rehearse(self.application, self.step.service, **how)
        except Refused as refusal:
            self.refusal = str(refusal)
            return None
        if letter and self.edits_mail and self._is_to_be_offered:
            self.mail_form = MailForm(letter=letter)
        return letter

    @property
    def _is_to_be_offered(self):
        """Words that nobody touched are offered anew when the case has moved on."""
        return self.mail_form is None or bool(self.moved) and self.mail_form.is_untouched

    def typed(self):
        """What was typed before the mail, as rows to read, right or wrong."""
        if not self.form.is_bound:
            return []
        self.form.full_clean()
        rows = [(bound.label, _readable(bound)) for bound in self.form]
        return [(label, value) for label, value in rows if value]

    def lost(self):
        """All that was typed, for a page on which it can no longer be sent."""
        if self.mail_form and not self.mail_form.is_untouched:
            words = self.mail_form["words"]
            return [*self.typed(), (words.label, words.value())]
        return self.typed()

    def context(self):
        letter = self.look_at_mail()
        target = self.step.leads_to(self.application)
        return {
            "title": self.step.label,
            "application": self.application,
            "step": self.step,
            "page": self,
            "refusal": self.refusal,
            "moved": lines(self.moved),
            "target": target,
            "letter": letter,
            "lost": self.lost() if self.refusal else [],
            "seen_by": self.step.shows(self.application),
            **self._decision(),
        }

    def _decision(self):
        decision = waiting_decision(self.application) if self.step.shows_decision else None
        if decision is None:
            return {}
        mail = decisions.mails_of(decision).first()
        return {
            "decision": decision,
            "held": read(mail, self.now) if mail else None,
            "recall_minutes": ProcessRules.objects.in_force().recall_minutes,
        }


def _readable(bound):
    """What was put into a field, as a person reads it."""
    value = bound.value()
    if isinstance(bound.field, forms.ChoiceField):
        return dict(bound.field.choices).get(value, value)
    if isinstance(bound.field, forms.DateField) and bound.name in bound.form.cleaned_data:
        return date_format(bound.form.cleaned_data[bound.name], "j F Y")
    return value


def newest_event(application):
    return application.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def respond(request, application, step, frame, *, on_done):
    """The page, or the case once the step is taken."""
    page = StepPage(request, application, step)
    if not page.refusal and page.done():
        on_done()
        return redirect(case_url(application))
    context = {**frame, **page.context()}
    return TemplateResponse(request, "admin/members/application/step.html", context)
