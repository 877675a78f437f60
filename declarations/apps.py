from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = _("Declarations")

    def ready(self):
        from common import waiting
        from declarations import two_people, what_waits
        from proposals import kinds

        kinds.register(*two_people.KINDS)
        waiting.register(*what_waits.KINDS)
