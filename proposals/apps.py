from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Proposals")

    def ready(self):
        from common import personal_data, waiting
        from proposals import schedule, what_waits
        from proposals.history_sources import SOURCES
        from traces import timeline

        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        waiting.register(*what_waits.KINDS)
        timeline.register(*SOURCES)
