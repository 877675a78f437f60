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
            yearly,
        )
        from knowledge_exchange.discovery import schedule
        from knowledge_exchange.discovery.page_parts import use_of_paper
        from knowledge_exchange.discovery.services import announcing, indexing
        from knowledge_exchange.discovery.site_search import find_papers_and_meetings
        from knowledge_exchange.discovery.yearly import USE
        from knowledge_exchange.meetings import audiences as letters
        from knowledge_exchange.meetings import calendars as meeting_calendars
        from knowledge_exchange.meetings import what_waits as meetings
        from knowledge_exchange.meetings import yearly as meetings_yearly
        from knowledge_exchange.meetings.models import AgendaItem, Meeting, Partner, Series
        from knowledge_exchange.meetings.page_parts import meetings_of_centre, meetings_of_person
        from knowledge_exchange.papers import two_people
        from knowledge_exchange.papers import what_waits as papers
        from knowledge_exchange.papers import yearly as papers_yearly
        from knowledge_exchange.papers.models import Paper, Theme
        from knowledge_exchange.papers.page_parts import (
            papers_for_the_desk_of_centre,
            papers_for_the_desk_of_meeting,
            papers_of_centre,
        )
        from outbox import audiences
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
        yearly.register(
            meetings_yearly.MEETINGS,
            papers_yearly.PAPERS,
            USE,
            rows=(*meetings_yearly.ROWS, *papers_yearly.ROWS),
        )
        audiences.register(*letters.AUDIENCES)
        calendars.register(meeting_calendars.entries_of)
        site_search.register(_("Papers and meetings"), find_papers_and_meetings)
        desk = "knowledge_exchange/admin/"
        papers_id = {"id": "papers", "label": _("Papers")}
        for place, show in (
            ("admin-centre", papers_for_the_desk_of_centre),
            ("admin-meeting", papers_for_the_desk_of_meeting),
        ):
            page_parts.register(place, f"{desk}_papers.html", show, position=2, **papers_id)
        page_parts.register(
            "admin-paper", f"{desk}_paper_use.html", use_of_paper, id="use", label=_("Use")
        )
        page_parts.register(
            "centre", "knowledge_exchange/_papers_of_centre.html", papers_of_centre, position=2
        )
        meetings_id = {"id": "meetings", "label": _("Meetings")}
        for place, part, show in (
            ("admin-centre", "_of_centre", meetings_of_centre),
            ("admin-person", "_of_person", meetings_of_person),
        ):
            template = f"{desk}meeting/{part}.html"
            page_parts.register(place, template, show, position=5, **meetings_id)
