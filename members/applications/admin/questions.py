"""Questions to the applicant: the texts to choose from, and the forms that ask and give time."""

from datetime import timedelta
from operator import attrgetter

from django import forms
from django.contrib import admin
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, by_words_of
from common.admin.mixins import NeverDeletedMixin
from common.dates import network_day
from common.form_fields import DayField, LinesField
from members.applications.models import QuestionTemplate
from members.enums import Criterion
from members.register.models import ProcessRules

GENERAL = "general"  # the question on no criterion


def day_field(label, **more):
    return DayField(label=label, **more)


def _after_today(day):
    if day <= network_day(timezone.now()):
        raise forms.ValidationError(_("Choose a day after today."))
    return day


def default_due_day():
    days = ProcessRules.objects.in_force().answer_days
    return network_day(timezone.now()) + timedelta(days=days)


ABOUT = {"": _("The application as a whole"), **dict(Criterion.choices)}


def template_choices():
    """The texts to start from, each under what it asks about."""
    yield "", _("None: write the questions yourself")
    for template in QuestionTemplate.objects.in_order():
        about = template.get_criterion_display() or _("Any criterion")
        yield str(template.pk), f"{about}: {template.title} ({template.get_language_display()})"


def question_field(about):
    return LinesField(label=about, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ClarificationForm(forms.Form):
    """One letter: a question on each criterion and on the application as a whole, or some."""

    step_template = "admin/members/application/_question_form.html"  # offers `prefilled`

    template = forms.ChoiceField(
        label=_("Start from a text"), required=False, choices=template_choices
    )
    mandate = question_field(ABOUT[Criterion.MANDATE])
    resources = question_field(ABOUT[Criterion.RESOURCES])
    participation = question_field(ABOUT[Criterion.PARTICIPATION])
    commitment = question_field(ABOUT[Criterion.COMMITMENT])
    general = question_field(ABOUT[""])
    due_on = day_field(_("Answer by"), initial=default_due_day)

    def clean_due_on(self):
        return _after_today(self.cleaned_data["due_on"])

    def clean(self):
        """What the service takes; a text that was chosen and not put anywhere is asked as it is."""
        cleaned = super().clean() or {}
        questions = {name: cleaned.get(name) or "" for name in (*Criterion.values, GENERAL)}
        template = self._template(cleaned.pop("template", ""))
        if template and not any(questions.values()):
            questions[template.criterion or GENERAL] = template.text
        asked = {"" if name == GENERAL else name: text for name, text in questions.items() if text}
        if not asked:
            self.add_error(None, _("Write at least one question."))
        return {"questions": asked, "due_on": cleaned.get("due_on")}

    def prefilled(self):
        """The form anew with the chosen text in it: for the button “Use this text”."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        if template := self._template(typed["template"]):
            name = template.criterion or GENERAL
            typed[name] = with_text(typed[name], template.text)
        return type(self)(initial=typed)

    def _template(self, key):
        return QuestionTemplate.objects.filter(pk=int(key) if key.isdecimal() else None).first()


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
        help_text=_("The applicant reads these words in the email."),
    )

    def clean_due_on(self):
        return _after_today(self.cleaned_data["due_on"])


LISTING = Listing(
    title=_("Texts for questions"),
    everything=_("All texts"),
    search_label=_("Code, title or words of the text"),
    columns=(
        Column(name="title", label=_("Title"), cell=attrgetter("title"), order=(Lower("title"),)),
        Column(name="code", label=_("Code"), cell=attrgetter("code"), order=("code", "language")),
        Column(
            name="language",
            label=_("Language"),
            cell=lambda template: template.get_language_display(),
            order=("language", "code"),
        ),
        Column(
            name="criterion",
            label=_("About"),
            cell=lambda template: template.get_criterion_display() or _("Any criterion"),
            order=("criterion", "code"),
        ),
    ),
    find=by_words_of("code", "title", "text"),
    order="title",
    filters=(
        Filter(
            name="criterion",
            label=_("About"),
            choices=lambda viewer: Criterion.choices,
            narrow=lambda templates, criterion, viewer: templates.filter(criterion=criterion),
        ),
    ),
    empty_title=_("No text yet"),
    empty_text=_(
        "Questions that are asked again and again, to begin a letter with; add the first."
    ),
)


@admin.register(QuestionTemplate)
class QuestionTemplateAdmin(NeverDeletedMixin, ListAdmin):
    """The same question in several languages has the same code."""

    listing = LISTING
    fields = ["code", "language", "criterion", "title", "text"]
