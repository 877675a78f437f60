"""One tagged PDF in the Network's look."""

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string

from common.typesetting import kept_pdf_of
from members.applications.answers import parts
from members.applications.correspondence import decided_against, letters
from members.applications.models import Application

KEPT = timedelta(hours=1)  # it holds what only the applicant may read
STYLESHEETS = ("css/paper-pdf.css", "css/dossier-pdf.css")


def pdf(application: Application, *, now: datetime) -> bytes:
    """The PDF's bytes, made anew only when something has changed: "as of" is when it was made."""
    undated = page_of(application, now=None)
    return kept_pdf_of(
        undated, *STYLESHEETS, kept_for=KEPT, dated=lambda: page_of(application, now=now)
    )


def page_of(application: Application, *, now: datetime | None) -> str:
    return render_to_string(
        "members/dossier_pdf.html",
        {
            "application": application,
            "now": now,
            "parts": parts(application),
            "letters": letters(application),
            "decided_against": decided_against(application),
            "findings": application.findings.order_by("pk"),
            "events": application.events.filter(is_public_to_applicant=True),
            "language": settings.LANGUAGE_CODE,
            "NETWORK_NAME": settings.NETWORK_NAME,
        },
    )
