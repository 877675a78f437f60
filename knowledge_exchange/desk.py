"""What waits for the secretariat."""

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from knowledge_exchange.models import Meeting, PaperVersion


def rows(now, user):
    papers = reverse("admin:knowledge_exchange_paper_changelist")
    meetings = reverse("admin:knowledge_exchange_meeting_changelist")
    versions = PaperVersion.objects
    return [
        _row(_("PDFs not made"), versions.in_trouble(), f"{papers}?waits=pdf"),
        _row(_("Papers to publish"), versions.drafts(), f"{papers}?waits=draft"),
        _row(_("Meetings not yet public"), Meeting.objects.private(), f"{meetings}?public=no"),
    ]


def _row(label, found, url):
    oldest = found.aggregate(oldest=Min("created_at"))["oldest"]
    return {"label": label, "count": found.count(), "oldest": oldest, "url": url}
