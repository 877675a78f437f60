from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def bring_rights_up_to_date(sender, **kwargs):
    from members.roles import ensure_roles

    ensure_roles()


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members and applications")

    def ready(self):
        # auth comes after our apps, so by then all their permissions exist.
        post_migrate.connect(bring_rights_up_to_date, sender=self.apps.get_app_config("auth"))
