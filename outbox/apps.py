from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("Mail")

    def ready(self):
        from common import waiting
        from outbox import what_waits

        autodiscover_modules("emails")  # each app's kinds of mail
        waiting.register(*what_waits.KINDS)
