from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = _("Declarations")

    def ready(self):
        from common import page_parts, personal_data, waiting, yearly
        from declarations import schedule, two_people, what_waits
        from declarations.models import Declaration
        from declarations.page_parts import signatures_of_country
        from declarations.yearly import DECLARATIONS, ROWS
        from proposals import kinds
        from traces import edits

        edits.follow(Declaration)
        kinds.register(*two_people.KINDS)
        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        waiting.register(*what_waits.KINDS)
        yearly.register(DECLARATIONS, rows=ROWS)
        page_parts.register(
            "admin-centre",
            "declarations/admin/_of_country.html",
            signatures_of_country,
            position=3,
            id="country-signatures",
            label=_("Signatures"),
        )
