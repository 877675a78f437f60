from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = _("Programming interface")

    def ready(self):
        from api import schedule, services
        from common import endings, personal_data

        endings.register(endings.Opening.TOKENS, services.end_of)
        personal_data.register(*schedule.LINES)
