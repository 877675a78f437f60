from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("Letters")

    def ready(self):
        from common import personal_data, waiting
        from outbox import schedule, what_waits

        autodiscover_modules("emails")  # each app's kinds of mail
        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        waiting.register(*what_waits.KINDS)
