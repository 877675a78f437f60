from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("What all share")

    def ready(self):
        from common import personal_data, schedule

        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
