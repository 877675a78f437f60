from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "p2i_site"
    verbose_name = _("P2I Network")


class SecretariatAdminConfig(AdminConfig):
    default_site = "p2i_site.admin.SecretariatSite"
