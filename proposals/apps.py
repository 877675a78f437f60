from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Proposals")

    def ready(self):
        from common import waiting
        from proposals import what_waits

        waiting.register(*what_waits.KINDS)
