from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TracesConfig(AppConfig):
    name = "traces"
    verbose_name = _("Traces")

    def ready(self) -> None:
        from traces import signals, timeline
        from traces.sources import SOURCES

        signals.connect()
        timeline.register(*SOURCES)
