"""What papers leave to do for the secretariat."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from knowledge_exchange.papers.models import PaperVersion


def rows(now, user):
    papers = reverse("admin:knowledge_exchange_paper_changelist")
    versions = PaperVersion.objects
    unread = versions.to_be_worked_through(now)
    waiting = [
        (_("PDFs not made"), versions.in_trouble(), f"{papers}?waits=pdf"),
        (_("Papers in preparation"), versions.drafts(), f"{papers}?waits=draft"),
        (_("Comments to work through"), unread, f"{papers}?waits=comments"),
        (_("Objections to answer"), versions.objected_to(), f"{papers}?waits=objection"),
        (_("Papers to publish"), versions.cleared(), f"{papers}?waits=cleared"),
    ]
    oldest = {"count": Count("pk"), "oldest": Min("created_at")}
    return [
        {"label": label, "url": url, **queryset.aggregate(**oldest)}
        for label, queryset, url in waiting
    ]
