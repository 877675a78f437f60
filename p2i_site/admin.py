from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class SecretariatSite(admin.AdminSite):
    site_title = _("P2I Network secretariat")
    site_header = _("P2I Network secretariat")
    index_title = _("Desk")
    index_template = "admin/desk.html"
    enable_nav_sidebar = False

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
