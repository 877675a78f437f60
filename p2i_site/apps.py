from allauth.account.signals import authentication_step_completed
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "p2i_site"
    verbose_name = _("P2I Network")

    def ready(self):
        from common.freshness import watch
        from p2i_site.middleware import seen_signing_in, seen_signing_in_again

        connection_created.connect(watch)
        user_logged_in.connect(seen_signing_in)
        authentication_step_completed.connect(seen_signing_in_again)


class SecretariatAdminConfig(AdminConfig):
    default_site = "p2i_site.admin.SecretariatSite"


class UsedStaticFilesConfig(StaticFilesConfig):
    """Leaves out what the package for Bootstrap carries and no page asks for."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "bootstrap.rtl.*",
        "bootstrap.css*",
        "bootstrap*.js*",
    ]
