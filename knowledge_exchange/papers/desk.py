"""What papers leave to do for the secretariat."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.accounts import User
from common.waiting import Queue, queue_of
from knowledge_exchange.papers.models import PaperVersion


def queues(now: datetime, user: User) -> list[Queue]:
    papers = reverse("admin:knowledge_exchange_paper_changelist")
    versions = PaperVersion.objects
    unread = versions.to_be_worked_through(now)
    return [
        queue_of(rows, label, url, since="created_at")
        for label, rows, url in (
            (_("PDFs not made"), versions.in_trouble(), f"{papers}?waits=pdf"),
            (_("Papers in preparation"), versions.drafts(), f"{papers}?waits=draft"),
            (_("Comments to work through"), unread, f"{papers}?waits=comments"),
            (_("Objections to answer"), versions.objected_to(), f"{papers}?waits=objection"),
            (_("Papers to publish"), versions.cleared(), f"{papers}?waits=cleared"),
        )
    ]
