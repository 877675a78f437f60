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
        from common import page_parts, personal_data, site_search, waiting, yearly
        from members.applications import audiences as of_applicants
        from members.applications import models as applications_models
        from members.applications import schedule as of_applications
        from members.applications import two_people as for_applicants
        from members.applications import what_waits as applications
        from members.applications import yearly as applications_yearly
        from members.applications.of_a_centre import cases_of
        from members.applications.services import erasing as applications_erased
        from members.applications.site_search import find_cases
        from members.balance.yearly import BALANCE
        from members.privacy import what_waits as privacy
        from members.register import audiences as of_roles
        from members.register import history_sources, models, two_people
        from members.register import schedule as of_people
        from members.register import what_waits as register
        from members.register import yearly as register_yearly
        from members.register.letters_to_many import LETTER_TO_MANY
        from members.register.services import erasing as people_erased
        from members.register.site_search import find_centres
        from outbox import audiences
        from proposals import kinds
        from traces import edits, timeline

        for schedule in (of_people, of_applications):
            personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        personal_data.register_obstacle(people_erased.why_not_erased)
        personal_data.register_obstacle(applications_erased.why_not_named)
        kinds.register(*two_people.KINDS, *for_applicants.KINDS, LETTER_TO_MANY)
        audiences.register(*of_roles.AUDIENCES, *of_applicants.AUDIENCES)
        kinds.register_asking(two_people.ask_the_second_person)
        waiting.register(*applications.KINDS, *register.KINDS, *privacy.KINDS)
        yearly.register(
            register_yearly.MEMBERS,
            applications_yearly.APPLICATIONS,
            BALANCE,
            rows=(*register_yearly.ROWS, *applications_yearly.ROWS),
        )
        site_search.register(_("Centres"), find_centres)
        site_search.register(_("Applications"), find_cases)
        timeline.register(*history_sources.SOURCES)
        page_parts.register(
            "admin-centre",
            "admin/members/centre/_applications.html",
            cases_of,
            position=-10,
            id="applications",
            label=_("Applications"),
        )
        edits.follow(
            models.User,
            without=("password", "last_login", "second_step_due", "date_joined"),
            rights=("is_staff", "is_superuser", "groups", "user_permissions"),
        )
        for followed in (
            models.Centre,
            models.CentreLink,
            models.Organisation,
            models.FormerName,
            models.NetworkFacts,
            applications_models.QuestionTemplate,
        ):
            edits.follow(followed)
        # auth comes after our apps, so by then all their permissions exist.
        post_migrate.connect(bring_up_to_date, sender=self.apps.get_app_config("auth"))
