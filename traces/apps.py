from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TracesConfig(AppConfig):
    name = "traces"
    verbose_name = _("Traces")

    def ready(self) -> None:
        from common import personal_data
        from traces import schedule, signals, timeline
        from traces.sources import SOURCES

        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        signals.connect()
        timeline.register(*SOURCES)
