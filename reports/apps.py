from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports of the year")

    def ready(self) -> None:
        from common import personal_data
        from proposals import kinds
        from reports import schedule, two_people

        kinds.register(two_people.PUBLISH)
        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
