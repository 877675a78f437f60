"""What people type, without what nobody sees: it turned citations, lists and mails round."""

import re

from django import forms

from knowledge_exchange.markdown import without_hidden

BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")


class LineField(forms.CharField):
    """One line, also when it was pasted from several."""

    def to_python(self, value):
        return super().to_python(without_hidden(BREAKS.sub(" ", str(value or ""))))


class LinesField(forms.CharField):
    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return without_hidden(text)


OF_PAPERS = {
    "title": LineField,
    "abstract": LinesField,
    "keywords": LineField,
    "doi": LineField,
}
OF_AUTHORS = {
    "family_name": LineField,
    "given_names": LineField,
    "affiliation": LineField,
}
