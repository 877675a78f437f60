from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = _("Programming interface")

    def ready(self):
        from api import schedule
        from common import personal_data

        personal_data.register(*schedule.LINES)
