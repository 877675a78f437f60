"""An iD or DOI, also when the address was pasted that it is part of."""

import re

from common.form_fields import LineField


class NameFromAddress(LineField):
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


PAPER_FIELDS = {"doi": DoiField}
AUTHOR_FIELDS = {"orcid": OrcidField}
