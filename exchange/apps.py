from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def begin_the_catalogue(sender, using, **kwargs):
    """What an empty database begins with; not halfway through the migrations."""
    from django.utils import timezone

    from exchange import first_data
    from exchange.models import Service

    if Service._meta.db_table in connections[using].introspection.table_names():
        first_data.ensure_services(timezone.now())


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Services and exchange")

    def ready(self):
        from common import page_parts, personal_data, waiting, yearly
        from exchange import offering, schedule, what_waits
        from exchange.models import Service
        from exchange.yearly import EXCHANGE, ROWS
        from traces import edits

        edits.follow(Service)
        post_migrate.connect(begin_the_catalogue, sender=self)
        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        waiting.register(*what_waits.KINDS)
        yearly.register(EXCHANGE, rows=ROWS)
        page_parts.register(
            "centre", "exchange/_services_of.html", offering.services_of_centre, position=1
        )
