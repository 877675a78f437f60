"""The page of a step: it asks first, shows the letters, and acts only on what it showed."""

from copy import copy
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Choices, Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from common.admin.step_forms import LetterForm
from common.admin.steps import (
    Details,
    Letter,
    Part,
    Preview,
    Proposal,
    Section,
    Step,
    Text,
    Trial,
    text_for,
)
from common.admin.versions import Moved, News, in_words
from common.form_fields import PartialDateField
from common.refusals import Refused

if TYPE_CHECKING:
    from common.admin.step_admin import StepsAdmin


class StepPage:
    """One request for a step.

    Where letters or a preview depend on what is filled in, it takes two pages: the form, then what
    follows from it. What was typed stays on the page whatever stands against the step.
    """

    def __init__(self, request: HttpRequest, admin: "StepsAdmin", obj: Model, step: Step):
        self.admin, self.obj, self.step, self.user = admin, obj, step, request.user
        self.now = timezone.now()
        self.data = request.POST if request.method == "POST" else None
        self.seen = admin.versions.token(obj)  # before anything else is read
        details = step.form_details(obj)
        self.form = step.form(**details)
        if self.data is not None or not self.form.fields:
            self.form = step.form(self.data or {}, request.FILES or None, **details)
        prefilled = getattr(self.form, "prefilled", None)  # for a form that offers words
        if prefilled and self.data and "prefill" in self.data:
            self.form = prefilled()
        self.letter_form = LetterForm.returned(self.data) if step.wording else None
        self.refusal: Text = admin.why_not(step, obj, self.user)
        self.is_stale = self.data is not None and self.data.get("seen", "") != self.seen
        self.news: list[News] = []
        if self.is_stale and self.data is not None:
            self.news = admin.versions.news(obj, self.data.get("seen", ""))
        self.letters: list[Letter] = []
        self.preview: Preview | None = None
        self.result: object = None

    # --- Where the person stands on the way through the page --------------------------------

    @cached_property
    def is_filled_in(self) -> bool:
        """Is everything said that the step needs, but for the letter?"""
        return self.form.is_valid() and "change" not in (self.data or {})

    @property
    def has_second_page(self) -> bool:
        return bool(self.step.letters or self.step.preview)

    @property
    def is_last(self) -> bool:
        """The button acts, instead of leading to the second page."""
        return self.is_filled_in or not self.has_second_page

    @property
    def shows_form(self) -> bool:
        return not (self.is_filled_in and self.has_second_page)

    # --- Acting -----------------------------------------------------------------------------

    def take(self) -> bool:
        """Act if that was confirmed; True once it is done."""
        if self.refusal or not self.data or "confirm" not in self.data or not self.is_filled_in:
            return False
        if self.letter_form and not self.letter_form.is_valid():
            return False
        details = self._details()
        if self.letter_form and self.step.wording:
            details["wording"] = self.step.wording(**self.letter_form.wording)
        if self.step.preview:
            details["confirmed"] = self.data.get("confirmed", "")
            preview = self.step.preview(self.obj, details)
            if details["confirmed"] != preview.fingerprint:
                self.is_stale, self.news = True, [News(str(preview.changed))]
                return False
            if preview.refusal:
                return False
        seen = self.data.get("seen", "")
        try:
            self.result = self.admin.act_as_seen(self.obj, seen, self.step.act, **details)
        except Moved as moved:
            self.is_stale, self.news = True, moved.news
        except Refused as refusal:
            self._refuse(refusal)
        else:
            return True
        return False

    def _details(self) -> Details:
        return {**self.form.cleaned_data, "by": self.user, "now": self.now}

    def _refuse(self, refusal: Refused) -> None:
        """On top of the form, which stays to be mended; without a form nothing can be."""
        if self.form.fields:
            self.form.add_error(None, str(refusal))
            self.is_filled_in = False
        else:
            self.refusal = str(refusal)

    # --- Showing ----------------------------------------------------------------------------

    def look_ahead(self) -> None:
        """Find what would be shown and sent; a refusal shows before anybody confirms."""
        if self.refusal or not self.is_filled_in:
            return
        details = self._details()
        try:
            if self.step.preview:
                self.preview = self.step.preview(self.obj, details)
            if self.step.letters:
                act = partial(self.step.act, copy(self.obj), **details)
                self.letters = self.step.letters(Trial(self.obj, details, act))
        except Refused as refusal:
            self._refuse(refusal)
            return
        before = self.letter_form  # words that nobody touched follow the object if it has moved on
        is_kept = (
            before
            and before.is_bound
            and not (before.is_untouched and (self.is_stale or "look" in (self.data or {})))
        )
        if self.letters and self.step.wording and not is_kept:
            self.letter_form = LetterForm.offering(self.letters[0].text, before)

    @property
    def can_be_confirmed(self) -> bool:
        return not (self.preview and self.preview.refusal)

    @property
    def fixed_letters(self) -> list[Letter]:
        """Those that the person does not edit."""
        return self.letters[1:] if self.letter_form else self.letters

    @property
    def has_own_words(self) -> bool:
        return bool(self.letter_form and not self.letter_form.is_untouched)

    @property
    def has_choices_to_keep(self) -> bool:
        """Was anything chosen or written about the letter that a return to the form would lose?"""
        form = self.letter_form
        return bool(form and form.is_bound and not form.is_as_offered)

    def typed(self) -> list[tuple[Text, str]]:
        """What was typed before the letter, as rows to read, right or wrong."""
        if not self.form.is_bound:
            return []
        self.form.full_clean()
        rows = [(bound.label, readable(bound)) for bound in self.form if not bound.is_hidden]
        return [(label, value) for label, value in rows if value]

    def lost(self) -> list[tuple[Text, str]]:
        """All that was typed, for a page on which it can no longer be sent."""
        if self.letter_form and self.has_own_words:
            words = self.letter_form["words"]
            return [*self.typed(), (words.label, words.value())]
        return self.typed()

    @property
    def target(self) -> Choices | None:
        leads_to = self.step.leads_to
        return leads_to(self.obj) if callable(leads_to) else leads_to

    @cached_property
    def proposal(self) -> Proposal | None:
        return self.step.proposal(self.obj) if self.step.proposal else None

    @property
    def sends_nothing(self) -> bool:
        """Is it certain by now that no letter goes out?"""
        if self.step.part is Part.RELEASES and self.proposal:
            return not (self.letters or self.proposal.letters())
        if self.step.preview or self.letters:
            return False
        return self.is_last or not self.step.letters

    @property
    def sections(self) -> list[Section]:
        warnings = self.step.warnings(self.obj, self.user)
        return [
            *self.step.sections(self.obj),
            *(Section(warning, (), is_warning=True) for warning in warnings),
        ]

    def context(self) -> dict[str, object]:
        self.look_ahead()
        return {
            "title": self.step.label,
            "object": self.obj,
            "step": self.step,
            "page": self,
            "consequence": text_for(self.step.consequence, self.obj),
            "seen_by": text_for(self.step.seen_by, self.obj),
            "sections": [] if self.refusal else self.sections,
            "proposal": self.proposal,
            "lost": self.lost() if self.refusal else [],
            **(self.preview.context if self.preview else {}),
        }


def readable(bound: BoundField) -> str:
    """What was put into a field, as a person reads it."""
    value = bound.value()
    is_of_models = isinstance(bound.field, forms.ModelChoiceField)
    if isinstance(bound.field, forms.ChoiceField) and not is_of_models:
        labels = dict(bound.field.choices)  # type: ignore[arg-type]
        chosen = value if isinstance(value, list) else [value or ""]
        return ", ".join(str(labels.get(one, one)) for one in chosen)
    cleaned = bound.form.cleaned_data.get(bound.name, value)
    if isinstance(bound.field, forms.DateField) and isinstance(cleaned, date):
        cleaned = bound.field.to_python(value)  # the day that was chosen, whatever it stands for
    if isinstance(bound.field, PartialDateField):
        cleaned = bound.field.prepare_value(cleaned)
    return in_words(cleaned)
