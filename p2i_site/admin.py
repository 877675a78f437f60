from datetime import timedelta

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from common import waiting
from outbox.services import last_tick
from p2i_site import VERSION

LATE = timedelta(minutes=5)  # beat ticks every minute


class SecretariatSite(admin.AdminSite):
    site_title = _("P2I Network secretariat")
    site_header = _("P2I Network secretariat")
    index_title = _("Desk")
    index_template = "admin/desk.html"
    enable_nav_sidebar = False

    def index(self, request, extra_context=None):
        now = timezone.now()
        ticked = last_tick()
        desk = {
            "queues": waiting.queues(now, request.user),
            "last_tick": ticked,
            "is_late": ticked is None or ticked < now - LATE,
            "now": now,
        }
        return super().index(request, {**desk, **(extra_context or {})})

    def each_context(self, request):
        return {**super().each_context(request), "version": VERSION}

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
