from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeExchangeConfig(AppConfig):
    name = "knowledge_exchange"
    verbose_name = _("Knowledge Exchange")

    def ready(self):
        from common import search_updates
        from knowledge_exchange.discovery.services import announcing, indexing
        from knowledge_exchange.meetings.models import Meeting
        from knowledge_exchange.papers.models import Paper

        search_updates.index_with(Meeting, indexing.index_meeting)
        search_updates.index_with(Paper, indexing.index_paper)
        search_updates.announce_with(Paper, announcing.begin)
