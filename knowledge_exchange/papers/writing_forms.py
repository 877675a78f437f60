"""What writers fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LineField, LinesField
from common.markdown import MOST_CHARACTERS
from knowledge_exchange.papers import text_fields
from knowledge_exchange.papers.models import Author, Figure, Paper, PaperVersion, Theme
from members.models import Centre
from uploads import pdf_checking, pictures
from uploads.form_fields import PdfField, UploadField


class BeginPaperForm(forms.Form):
    title = LineField(
        label=_("Title of the paper"),
        max_length=200,
        help_text=_("Its address is made from it and stays; the title itself can change."),
    )


class DetailsForm(forms.ModelForm):
    class Meta:
        model = Paper
        fields = [
            "title",
            "abstract",
            "keywords",
            "themes",
            "language",
            "licence",
            "why_not_stated",
            "doi",
        ]
        field_classes = text_fields.PAPER_FIELDS
        widgets = {
            "abstract": forms.Textarea(attrs={"rows": 8}),
            "themes": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "abstract": _("What the paper says, in one or two paragraphs. Lists show it."),
            "themes": _("Readers choose by theme which papers they hear of."),
            "licence": _("What readers may do with the paper. Empty when not agreed yet."),
        }

    def __init__(self, *args, sets_doi, **kwargs):
        super().__init__(*args, **kwargs)
        if not sets_doi:
            del self.fields["doi"]
        if not Theme.objects.exists():
            del self.fields["themes"]

    def show_only(self):
        for field in self.fields.values():
            field.widget.attrs["disabled"] = True

    def details(self):
        """As `services.details` takes them."""
        details = dict(self.cleaned_data)
        if "themes" in details:
            details["themes"] = sorted(theme.pk for theme in details["themes"])
        return details


class CorrectionForm(forms.ModelForm):
    what_changed = LinesField(
        label=_("What is corrected?"),
        max_length=500,
        help_text=_("In one or two sentences. Readers see them beside the new version."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = PaperVersion
        fields = ["what_changed"]


class TextForm(forms.Form):
    body = LinesField(
        label=_("Text"),
        max_length=MOST_CHARACTERS,
        strip=False,
        error_messages={"required": _("Write the text: a version cannot be without one.")},
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
    )

    def clean_body(self):
        body = self.cleaned_data["body"]
        if not body.strip():
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        return body


class PdfForm(forms.Form):
    upload = PdfField(
        label=_("PDF file"),
        help_text=_("Up to 20 MB and 300 pages, without a password, scripts or files inside."),
    )

    def clean_upload(self):
        return pdf_checking.check_pdf(self.cleaned_data["upload"]).file


class FigureForm(forms.ModelForm):
    upload = UploadField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP, up to 10 MB. What else is in the file is taken out."),
        endings=pictures.ENDINGS,
        words=_("PNG, JPEG or WebP"),
        most_bytes=pictures.MOST_BYTES,
    )

    class Meta:
        model = Figure
        fields = ["upload", "description", "name"]
        error_messages = {
            "name": {
                "invalid": _("Small letters without accents, digits and hyphens, like costs-2026.")
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["upload", "description", "name"])
        self.fields["name"].required = False
        self.fields["name"].help_text = _(
            "The text calls the figure by it: small letters, digits and hyphens. Left empty, it is "
            "made from the file's name."
        )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        upload = cleaned.get("upload")
        if upload and not cleaned.get("name") and "name" not in self.errors:
            cleaned["name"] = pictures.name_for(upload)
            if not cleaned["name"]:
                self.add_error("name", _("Give the figure a name."))
        return cleaned

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.redrawn = pictures.redraw(upload)
        return upload


class PersonForm(forms.ModelForm):
    class Meta:
        model = Author
        fields = ["family_name", "given_names", "affiliation", "orcid"]
        field_classes = text_fields.AUTHOR_FIELDS
        labels = {"affiliation": _("Organisation at the time of writing")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["family_name"].required = True


class CentreForm(forms.ModelForm):
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        queryset=Centre.objects.order_by("name"),
        help_text=_("The centre itself is the author."),
    )

    class Meta:
        model = Author
        fields = ["centre"]
