"""How a paper is cited, in one line."""

from django.conf import settings
from django.utils.translation import gettext as _

from members.dates import first_day


def line(paper):
    """Authors where they are known, else the title first, as libraries do."""
    day = first_day(paper.announced)
    year = f"({day.year})" if day else _("(no date)")
    series = _("Expert Opinion Paper, Knowledge Exchange meeting %(number)d") % {
        "number": paper.meeting.number
    }
    if paper.authors:
        opening = f"{paper.authors} {year}. {paper.title}."
    else:
        opening = f"{paper.title} {year}."
    return f"{opening} {series}. {settings.NETWORK_NAME}. {address(paper)}"


def address(paper):
    return f"{settings.SITE_URL}{paper.get_absolute_url()}"
