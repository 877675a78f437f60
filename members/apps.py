from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def bring_up_to_date(sender, using, **kwargs):
    """Rights, and what an empty database begins with; not halfway through the migrations."""
    from django.utils import timezone

    from members.applications import first_data
    from members.register.models import ProcessRules
    from members.register.roles import ensure_roles

    ensure_roles()
    if ProcessRules._meta.db_table in connections[using].introspection.table_names():
        first_data.ensure_first_rules(timezone.now())
        first_data.ensure_questions()


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members and applications")

    def ready(self):
        from common import site_search, waiting
        from members.applications import what_waits as applications
        from members.applications.site_search import find_cases
        from members.register import two_people
        from members.register import what_waits as register
        from members.register.site_search import find_centres
        from proposals import kinds

        kinds.register(*two_people.KINDS)
        kinds.register_asking(two_people.ask_the_second_person)
        waiting.register(*applications.KINDS, *register.KINDS)
        site_search.register(_("Centres"), find_centres)
        site_search.register(_("Applications"), find_cases)
        # auth comes after our apps, so by then all their permissions exist.
        post_migrate.connect(bring_up_to_date, sender=self.apps.get_app_config("auth"))
