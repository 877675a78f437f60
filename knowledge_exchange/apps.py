from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeExchangeConfig(AppConfig):
    name = "knowledge_exchange"
    verbose_name = _("Knowledge Exchange")

    def ready(self):
        from common import (
            calendars,
            page_parts,
            personal_data,
            search_updates,
            site_search,
            waiting,
        )
        from knowledge_exchange.discovery import schedule
        from knowledge_exchange.discovery.services import announcing, indexing
        from knowledge_exchange.discovery.site_search import find_papers_and_meetings
        from knowledge_exchange.meetings import calendars as meeting_calendars
        from knowledge_exchange.meetings import what_waits as meetings
        from knowledge_exchange.meetings.models import AgendaItem, Meeting, Partner, Series
        from knowledge_exchange.meetings.page_parts import meetings_of_centre, meetings_of_person
        from knowledge_exchange.papers import two_people
        from knowledge_exchange.papers import what_waits as papers
        from knowledge_exchange.papers.models import Paper, Theme
        from knowledge_exchange.papers.page_parts import papers_after, papers_of_centre
        from proposals import kinds
        from traces import edits

        search_updates.index_with(Meeting, indexing.index_meeting)
        search_updates.index_with(Paper, indexing.index_paper)
        search_updates.announce_with(Paper, announcing.begin)
        kinds.register(*two_people.KINDS)
        for followed in (Meeting, AgendaItem, Partner, Series, Paper, Theme):
            edits.follow(followed)
        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        waiting.register(*papers.KINDS, *meetings.KINDS)
        calendars.register(meeting_calendars.entries_of)
        site_search.register(_("Papers and meetings"), find_papers_and_meetings)
        page_parts.register(
            "centre", "knowledge_exchange/_papers_of_centre.html", papers_of_centre, position=2
        )
        page_parts.register(
            "admin-meeting",
            "knowledge_exchange/admin/meeting/_papers.html",
            papers_after,
            id="papers",
            label=_("Papers"),
        )
        page_parts.register(
            "admin-centre",
            "knowledge_exchange/admin/meeting/_of_centre.html",
            meetings_of_centre,
            position=5,
            id="meetings",
            label=_("Meetings"),
        )
        page_parts.register(
            "admin-person",
            "knowledge_exchange/admin/meeting/_of_person.html",
            meetings_of_person,
            position=5,
            id="meetings",
            label=_("Meetings"),
        )
