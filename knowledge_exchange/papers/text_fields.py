"""What people type, without what nobody sees: it turned citations, lists and mails round."""

import re

from django import forms

from common.markdown import without_hidden

BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")


class LineField(forms.CharField):
    """One line, also when it was pasted from several."""

    def to_python(self, value):
        return super().to_python(without_hidden(BREAKS.sub(" ", str(value or ""))))


class LinesField(forms.CharField):
    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return without_hidden(text)


class NameFromAddress(LineField):
    """An iD or DOI, also when the address was pasted that it is part of."""

    address: re.Pattern

    def to_python(self, value):
        return self.address.sub("", super().to_python(value))

    def widget_attrs(self, widget):
        """No limit that would cut what is pasted."""
        return {}


class DoiField(NameFromAddress):
    address = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class OrcidField(NameFromAddress):
    address = re.compile(r"^(https?://)?(www\.)?orcid\.org/", re.IGNORECASE)


PAPER_FIELDS = {
    "title": LineField,
    "abstract": LinesField,
    "keywords": LineField,
    "doi": DoiField,
}
AUTHOR_FIELDS = {
    "family_name": LineField,
    "given_names": LineField,
    "affiliation": LineField,
    "orcid": OrcidField,
}
