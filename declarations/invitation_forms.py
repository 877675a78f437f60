"""What is filled in to invite many ministries."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.form_fields import LinesField
from declarations import invitation_table
from declarations.invitation_table import COLUMNS, MOST_ROWS, Invitees
from members.register.importing import spreadsheet_reader
from members.register.importing.mistakes import UnusableError
from uploads import virus_scan
from uploads.form_fields import UploadField


class InviteForm(forms.Form):
    """A file takes the place of what is typed, so that it can be mended on the page."""

    step_template = "declarations/admin/_invite_form.html"

    file = UploadField(
        label=_("File"),
        required=False,
        endings=(".csv", ".txt", ".tsv", ".xlsx"),
        words=_("CSV or Excel (.xlsx)"),
        most_bytes=settings.IMPORT_MAX_BYTES,
        help_text=_("With the columns named below. Or paste the table instead."),
    )
    ministries = LinesField(
        label=_("Ministries"),
        required=False,
        max_length=100_000,
        strip=False,
        help_text=_(
            "A line for each, as a spreadsheet copies it. The first line names the columns: %s."
        )
        % ", ".join(COLUMNS),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    leave_out = forms.BooleanField(
        label=_("Leave the wrong rows out and invite the others"), required=False
    )

    def __init__(self, *args, declaration, **kwargs):
        super().__init__(*args, **kwargs)
        self.declaration, self.rows = declaration, []

    def clean(self):
        """Only what is right goes on to whoever releases it."""
        cleaned = super().clean()
        leave_out = cleaned.pop("leave_out", False)
        file, typed = cleaned.pop("file", None), cleaned.pop("ministries", "")
        if self.errors:
            return cleaned
        if not file and not typed.strip():
            self.add_error("ministries", _("Paste the table, or choose a file."))
            return cleaned
        try:
            table = self._read(file, typed)
        except UnusableError as fault:
            for mistake in fault.mistakes:
                self.add_error(None, _in_words(mistake))
            return cleaned
        self.rows = invitation_table.check(self.declaration, table.rows)
        self._keep_as_typed(table)
        if len(self.rows) > MOST_ROWS:
            most = _("The table has more than %(most)d rows: divide it.") % {"most": MOST_ROWS}
            self.add_error(None, most)
        if (wrong := sum(row.is_wrong for row in self.rows)) and not leave_out:
            self.add_error(
                None,
                ngettext(
                    "%d row is wrong. Mend it below, or leave it out.",
                    "%d rows are wrong. Mend them below, or leave them out.",
                    wrong,
                )
                % wrong,
            )
        chosen = [row.values for row in self.rows if row.is_to_be_invited]
        if not chosen and not self.errors:
            self.add_error(None, _("No row names a ministry that is not listed already."))
        return {**cleaned, "ministries": Invitees(chosen)}

    def _read(self, file, typed):
        if not file:
            return spreadsheet_reader.read(typed.encode(), known=COLUMNS)
        try:
            virus_scan.check(file)
        except ValidationError as fault:
            self.add_error("file", fault)
        return spreadsheet_reader.read_file(file, known=COLUMNS)

    def _keep_as_typed(self, table):
        """What the file held stands in the field from now on; the file itself is not kept."""
        self.data = self.data.copy()
        text = invitation_table.as_text(cells for _number, cells in table.rows)
        self.data[self.add_prefix("ministries")] = text


def _in_words(mistake):
    if not mistake.row:
        return mistake.text
    place = {"row": mistake.row, "text": mistake.text, "column": mistake.column}
    if not mistake.column:
        return _("Row %(row)d: %(text)s") % place
    return _("Row %(row)d, %(column)s: %(text)s") % place
