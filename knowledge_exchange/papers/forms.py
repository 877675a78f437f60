from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LinesField
from knowledge_exchange.papers.enums import TextOfRecord
from knowledge_exchange.papers.models import Paper, PaperVersion
from knowledge_exchange.papers.text_fields import PAPER_FIELDS
from uploads import pdf_checking
from uploads.form_fields import PdfField

SAVED_MEANWHILE = _(
    "Somebody else saved this text after you opened it. Compare both under “Saved texts” on the "
    "paper's own pages. Save again to put yours in its place; the other one is kept there."
)


class PaperForm(forms.ModelForm):
    """For the admin, which says what is in it."""

    class Meta:
        model = Paper
        fields: list[str] = []
        field_classes = PAPER_FIELDS


class DraftVersionForm(forms.ModelForm):
    """The next version of a paper: a text written here, or a PDF."""

    upload = PdfField(
        label=_("PDF file"),
        required=False,
        help_text=_("Only when a PDF file is the text of record. Scripts in it are refused."),
    )

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PaperVersion
        fields = ["text_of_record", "body"]
        field_classes = {"body": LinesField}
        widgets = {
            "text_of_record": forms.RadioSelect,
            "body": forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField"}),
        }
        help_texts = {
            "body": _("Markdown: # heading, *emphasis*, [link](https://…), table, [^1] footnote."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        self.fields["seen"].initial = self.instance.saves
        name, saves = self.add_prefix("seen"), str(self.instance.saves)
        self.saved_meanwhile = self.is_bound and self.data.get(name, saves) != saves
        if self.saved_meanwhile:
            # What was typed stays; saved once more it takes the place of the other text, which
            # stays with the saved texts.
            self.data = self.data.copy()
            self.data[name] = saves

    saved_meanwhile = False

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        return pdf_checking.check_pdf(upload).file if upload else None

    def clean(self):
        cleaned = super().clean()
        if self.saved_meanwhile:
            self.add_error("body", SAVED_MEANWHILE)
        uploaded = cleaned.get("text_of_record") == TextOfRecord.UPLOADED
        if uploaded and not (cleaned.get("upload") or self.instance.pdf or self.errors):
            self.add_error("upload", _("Choose the PDF file that is the text of record."))
        if not uploaded and not cleaned.get("body", "").strip() and "body" not in self.errors:
            self.add_error("body", _("Write the text, or choose a PDF file as the text of record."))
        if not uploaded and cleaned.get("upload"):
            self.add_error("text_of_record", _("Choose “PDF file” to publish the file you added."))
        return cleaned


class PublishForm(forms.Form):
    clearance = LinesField(
        label=_("How was it cleared?"),
        help_text=_("For example: adopted by the members by silence on 2 July. Kept on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProposeForm(forms.Form):
    reason = LinesField(
        label=_("Why?"),
        help_text=_("For whoever releases it. Of a withdrawal everybody reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class WithdrawForm(forms.Form):
    reasons = LinesField(
        label=_("Why is the paper withdrawn?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
