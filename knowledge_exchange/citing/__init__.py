"""How a paper is cited: one description of it, written in the forms that libraries read."""

from knowledge_exchange.citing import bibtex, csl, datacite, ris
from knowledge_exchange.citing.one_line import line
from knowledge_exchange.citing.work import CitedAuthor, Work, address, work_of

FORMS = {  # by the ending of the address: what writes it, and the type it is sent as
    "bib": (bibtex.write, "application/x-bibtex"),
    "ris": (ris.write, "application/x-research-info-systems"),
    "json": (csl.write, "application/vnd.citationstyles.csl+json"),
    "datacite.json": (datacite.write, "application/vnd.datacite.datacite+json"),
}

__all__ = ["FORMS", "CitedAuthor", "Work", "address", "line", "work_of"]
