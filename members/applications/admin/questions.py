"""Questions to the applicant: the texts to choose from, and the forms that ask and give time."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin
from common.dates import network_day
from common.form_fields import DayField, LinesField
from members.applications.models import QuestionTemplate
from members.enums import Criterion
from members.register.models import ProcessRules


def day_field(label, **more):
    return DayField(label=label, **more)


def _after_today(day):
    if day <= network_day(timezone.now()):
        raise forms.ValidationError(_("Choose a day after today."))
    return day


def default_due_day():
    days = ProcessRules.objects.in_force().answer_days
    return network_day(timezone.now()) + timedelta(days=days)


class TemplateChoice(forms.ModelChoiceField):
    def label_from_instance(self, template):
        about = template.get_criterion_display() or _("Any criterion")
        return f"{about}: {template.title} ({template.get_language_display()})"


class ClarificationForm(forms.Form):
    step_template = "admin/members/application/_question_form.html"  # offers `prefilled`

    template = TemplateChoice(
        label=_("Start from a text"),
        queryset=QuestionTemplate.objects.in_order(),
        required=False,
        empty_label=_("None: write the question yourself"),
    )
    criterion = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[("", _("The application as a whole")), *Criterion.choices],
    )
    question = LinesField(
        label=_("Question"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The applicant reads exactly these words."),
    )
    due_on = day_field(_("Answer by"), initial=default_due_day)

    def clean_due_on(self):
        return _after_today(self.cleaned_data["due_on"])

    def clean(self):
        cleaned = super().clean() or {}
        template = cleaned.get("template")
        if template and not cleaned.get("criterion"):
            cleaned["criterion"] = template.criterion
        return cleaned

    def prefilled(self):
        """The form anew with the chosen text in it: for the button “Use this text”."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        key = int(typed["template"]) if typed["template"].isdecimal() else None
        template = self.fields["template"].queryset.filter(pk=key).first()
        if template:
            typed["criterion"] = template.criterion or typed["criterion"]
            typed["question"] = with_text(typed["question"], template.text)
        return type(self)(initial=typed)


def with_text(typed, text):
    """What somebody wrote stays, the text below it; another template's text gives way."""
    typed = typed.replace("\r\n", "\n").strip()
    texts = QuestionTemplate.objects.values_list("text", flat=True)
    if not typed or typed in {other.replace("\r\n", "\n").strip() for other in texts}:
        return text
    return typed if text in typed else f"{typed}\n\n{text}"


class MoreTimeForm(forms.Form):
    due_on = day_field(_("Answer by"))
    why = LinesField(
        label=_("Why"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads these words in the mail."),
    )

    def clean_due_on(self):
        return _after_today(self.cleaned_data["due_on"])


@admin.register(QuestionTemplate)
class QuestionTemplateAdmin(FoldedSearchMixin, NeverDeletedMixin, admin.ModelAdmin):
    """The same question in several languages has the same code."""

    list_display = ["title", "code", "shown_language", "criterion"]
    list_filter = ["criterion", "language"]
    search_fields = ["code", "title", "text"]
    search_help_text = _("Code, title or words of the text")
    fields = ["code", "language", "criterion", "title", "text"]
    show_full_result_count = False

    @admin.display(description=_("language"), ordering="language")
    def shown_language(self, template):
        return template.get_language_display()
