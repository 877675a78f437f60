"""What an applicant says about a piece of evidence, and how files arrive: several at once."""

import re
import time

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from common.form_fields import DayField, LineField, LinkField
from common.languages import EVIDENCE_LANGUAGE_CHOICES as LANGUAGES
from members.applications.form_fields import EVIDENCE_FACTS
from members.enums import Criterion
from uploads import allowance, checking, names
from uploads.form_fields import UploadField

TITLE_LENGTH = 200
KEPT = "kept"  # the hidden fields that name evidence whose facts are still to be corrected
MOST_SECONDS = 40  # for the files of one form: a browser and a proxy do not wait for ever
TAKES_LONG = _("The files before it took long to be looked at. Add this one again.")


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)


class ManyFilesField(UploadField):
    """A list of uploads, empty if there is none."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        return list(data or [])

    def has_changed(self, initial, data):
        return bool(data)


def date_field(label):
    return DayField(
        label=label,
        required=False,
    )


class FactsForm(forms.Form):
    """What is stated of a piece of evidence besides the thing itself."""

    title = LineField(
        label=_("What it is"),
        max_length=TITLE_LENGTH,
        help_text=_("For example: Decree 12/2024 that gives the mandate."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=LANGUAGES)
    issued_on = date_field(_("Issued on"))
    valid_until = date_field(_("Valid until"))
    pages = LineField(
        label=_("Pages that matter"),
        max_length=100,
        required=False,
        help_text=_("For example: 3, 7-9."),
    )

    def clean(self):
        cleaned = super().clean()
        issued, until = cleaned.get("issued_on"), cleaned.get("valid_until")
        if issued and issued > network_day(timezone.now()):
            self.add_error("issued_on", _("This day is still to come."))
        if issued and until and until < issued:
            self.add_error("valid_until", _("This day lies before the day of issue."))
        return cleaned


class EvidenceForm(FactsForm):
    """More evidence: files, a link, or both. Left empty it means: nothing to add now."""

    file = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "%(kinds)s. Up to %(limit)s MB a file, and up to %(limit)s MB sent at once: several "
            "small files fit, large ones go one by one."
        )
        % {
            "kinds": checking.ACCEPTED_WORDS,
            "limit": settings.EVIDENCE_MAX_BYTES // 2**20,
        },
    )
    link = LinkField(label=_("or a link"), required=False)
    criterion = forms.ChoiceField(
        label=_("Criterion that it supports"),
        choices=[("", _("Choose the criterion")), *Criterion.choices],
        required=False,
    )
    field_order = ["file", "link", "criterion", "title", *EVIDENCE_FACTS]

    def __init__(self, *args, whose="", asks_criterion=False, **kwargs):
        """`whose` files are counted by: an application's reference."""
        self.whose = whose
        self.kept = []  # before or just now, without facts that are wrong yet
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _(
            "For example: Decree 12/2024 that gives the mandate. A file that is given none is "
            "called by its name."
        )
        if not asks_criterion:
            del self.fields["criterion"]

    @property
    def kept_before(self):
        """The keys of what was kept when facts were wrong: what is corrected now is said of it."""
        return [int(key) for key in self.data.getlist(KEPT) if re.fullmatch("[0-9]{1,18}", key)]

    @property
    def has_wrong_facts(self):
        return bool(self.errors.keys() & FactsForm.base_fields.keys())

    def clean_file(self):
        """Each file by itself: what is wrong with one does not cost the others."""
        passed, until = [], time.monotonic() + MOST_SECONDS
        for upload in self.cleaned_data["file"]:
            try:
                if time.monotonic() > until:
                    raise ValidationError(TAKES_LONG)
                allowance.take(self.whose, most=settings.EVIDENCE_CHECKS_PER_HOUR)
                passed.append(checking.check(upload, max_bytes=settings.EVIDENCE_MAX_BYTES))
            except ValidationError as refusal:
                self.refuse(names.as_typed(upload.name), refusal.messages[0])
        return passed

    def refuse(self, name, why):
        """Say beside the files why one of them is not kept."""
        self.add_error("file", _("“%(name)s”: %(why)s") % {"name": name, "why": why})

    def clean(self):
        cleaned = super().clean()
        if not self.has_content:
            return cleaned
        sent_files = bool(cleaned.get("file")) or "file" in self.errors
        brings_nothing = not sent_files and not cleaned.get("link") and "link" not in self.errors
        if brings_nothing and not self.kept_before:
            self.add_error("file", _("Choose a file or give a link."))
        if cleaned.get("link") and not cleaned.get("title"):
            self.add_error("title", _("Say in a few words what this is."))
        if "criterion" in self.fields and not cleaned.get("criterion"):
            self.add_error("criterion", _("Choose the criterion that it supports."))
        return cleaned

    @property
    def has_content(self):
        """Was anything of it filled in, rightly or wrongly?"""
        return bool(set(self.changed_data) - {"criterion"})

    def facts(self):
        """What is right of all that was typed besides the title."""
        facts = {name: self.cleaned_data.get(name) or None for name in EVIDENCE_FACTS}
        return facts | {name: facts[name] or "" for name in ("language", "pages")}

    def facts_of_kept(self):
        """What is said of that which was kept before; a title is that of a single piece."""
        title, link = self.cleaned_data.get("title"), self.cleaned_data.get("link")
        is_single = len(self.kept_before) == 1 and not link and not self.cleaned_data.get("file")
        return self.facts() | ({"title": title} if title and is_single else {})

    def pieces(self):
        """What can be kept: each file that passed, and the link if nothing at all is wrong."""
        facts = self.facts()
        link = "" if self.errors else self.cleaned_data["link"]
        pieces = [
            {"title": self.title_of(upload), "upload": upload, **facts}
            for upload in self.cleaned_data.get("file", [])
        ]
        if link:
            pieces.append({"title": self.cleaned_data["title"], "link": link, **facts})
        return pieces

    def title_of(self, upload):
        """A title that was typed is that of a single file; of several it is the beginning."""
        title = self.cleaned_data.get("title")
        called = names.as_typed(upload.file.name or upload.name)
        if not title or self.cleaned_data.get("link"):
            return called[:TITLE_LENGTH]
        if len(self.files.getlist(self.add_prefix("file"))) == 1:
            return title
        return f"{title}: {called}"[:TITLE_LENGTH]
