"""How a paper is cited: one description of it, written in the forms that libraries read."""

from django.utils.translation import gettext_lazy as _

from knowledge_exchange.papers.citing import bibtex, csl, datacite, ris
from knowledge_exchange.papers.citing.one_line import line
from knowledge_exchange.papers.citing.work import CitedAuthor, Work, address, work_of

FORMS = {  # by the ending of the address: its name, what writes it, the type it is sent as
    "bib": ("BibTeX", bibtex.write, "application/x-bibtex"),
    "ris": ("RIS", ris.write, "application/x-research-info-systems"),
    "json": ("CSL-JSON", csl.write, "application/vnd.citationstyles.csl+json"),
    "datacite.json": (
        _("DataCite metadata"),
        datacite.write,
        "application/vnd.datacite.datacite+json",
    ),
}

__all__ = ["FORMS", "CitedAuthor", "Work", "address", "line", "work_of"]
