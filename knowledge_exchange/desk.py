"""What waits for the secretariat."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from common.dates import network_day
from knowledge_exchange.meetings.models import Action, Meeting
from knowledge_exchange.papers.models import PaperVersion


def rows(now, user):
    papers = reverse("admin:knowledge_exchange_paper_changelist")
    meetings = reverse("admin:knowledge_exchange_meeting_changelist")
    versions = PaperVersion.objects
    return [
        _row(_("PDFs not made"), versions.in_trouble(), f"{papers}?waits=pdf"),
        _row(_("Papers in preparation"), versions.drafts(), f"{papers}?waits=draft"),
        _row(
            _("Comments to work through"),
            versions.to_be_worked_through(now),
            f"{papers}?waits=comments",
        ),
        _row(_("Objections to answer"), versions.objected_to(), f"{papers}?waits=objection"),
        _row(_("Papers to publish"), versions.cleared(), f"{papers}?waits=cleared"),
        _row(_("Meetings not yet public"), Meeting.objects.private(), f"{meetings}?public=no"),
        *_after_meetings(now, meetings),
    ]


def _after_meetings(now, meetings):
    found, overdue = Meeting.objects, Action.objects.overdue(network_day(now))
    actions = reverse("admin:knowledge_exchange_action_changelist")
    return [
        _row(
            _("Attendance to note"), found.over_and_not_noted(now), f"{meetings}?waits=attendance"
        ),
        _row(
            _("Minutes to send"), found.over_and_without_minutes(now), f"{meetings}?waits=minutes"
        ),
        _row(_("Actions overdue"), overdue, f"{actions}?state=overdue"),
    ]


def _row(label, found, url):
    """In one question."""
    return {"label": label, "url": url} | found.aggregate(
        count=Count("pk"), oldest=Min("created_at")
    )
